using System.Security.Cryptography;
using Edge.Keys;
using Edge.Sealing;
using Edge.Sensing;
using NSec.Cryptography;

namespace Edge.Tests.Golden;

// Goal: bytes change only with the version of a format. EDGE_WRITE_GOLDEN=1 writes them anew; the pages must follow.
public sealed class GoldenVectorsTests : IDisposable
{
    private readonly GoldenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Writes_TheBytesOfEachVector()
    {
        GoldenWorld.Matches("certificate", _world.Signer.Certificate.Value.Bytes);
        GoldenWorld.Matches("epoch", _world.Epoch.Bytes);
        GoldenWorld.Matches("batch", _world.Batch.Bytes);
        GoldenWorld.Matches("tombstone", _world.Tombstone.Bytes);
        GoldenWorld.Matches("upload", _world.Upload.Encode());
        using Key key = PublishedKeys.ReceiptKey();
        GoldenWorld.Matches("receipt", _world.Receipt.Sign(key));
        using var file = new MemoryStream();
        RecordFile.Write(file, [_world.Upload with { Records = [_world.Tombstone.Bytes] }]);
        GoldenWorld.Matches("record-file", file.ToArray());
        GoldenWorld.Matches("schema", GoldenWorld.Schema.Encode());
        GoldenWorld.Matches("columns", new BatchEncoder(GoldenWorld.Schema).EncodePlain(GoldenWorld.Content).ToArray());
        GoldenWorld.Matches("columns-report", new BatchEncoder(GoldenWorld.Schema).EncodePlain(GoldenWorld.Report).ToArray());
        if (GoldenWorld.Stored("batch-brotli") is not null) { return; }
        GoldenWorld.Matches("batch-brotli", _world.LongBatch.Bytes);
    }

    [Fact]
    public void Reads_ARecordOfEachKind()
    {
        using OpenedEpoch epoch = OpenEpoch();
        Assert.Equal(GoldenWorld.Schema.Channels.AsEnumerable(), epoch.Schema.Channels);
        Assert.Equal(["fan"], epoch.Schema.Actuators.AsEnumerable());
        Assert.Equal(["cool"], epoch.Schema.Rules.AsEnumerable());

        BatchContent content = StreamOpener.OpenBatch(epoch, Genuine("batch")).Value;
        Assert.Equal(Sorted(GoldenWorld.Content), content.Readings.ToArray());
        Assert.Equal(GoldenWorld.Content.Events.ToArray(), content.Events.ToArray());
        BatchContent compressed = StreamOpener.OpenBatch(epoch, Genuine("batch-brotli")).Value;
        Assert.Equal(Sorted(GoldenWorld.LongContent), compressed.Readings.ToArray());

        TombstoneContent told = StreamOpener.ReadTombstone(Genuine("tombstone")).Value;
        Assert.Equal(GoldenWorld.Dropped.Ranges.AsEnumerable(), told.Ranges);
        Assert.Equal(GoldenWorld.Dropped with { Ranges = told.Ranges }, told);
    }

    [Fact]
    public void Reads_AnUploadItsReceiptAndAFile()
    {
        Upload upload = Upload.Decode(GoldenWorld.Stored("upload")).Value;
        Assert.Equal(PublishedKeys.Nonce, upload.Nonce.ToArray());
        Assert.Equal(
            [1UL, 2UL, 3UL], upload.Records.Select(record => RecordCodec.Read(record).Value.Header.Sequence));
        using Key key = PublishedKeys.ReceiptKey();
        byte[] receiptKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        Receipt receipt = Receipt.Verify(
            GoldenWorld.Stored("receipt"), receiptKey, DeviceOfVectors().Device, PublishedKeys.Nonce).Value.Value;
        Assert.Equal(_world.Receipt.Entries.AsEnumerable(), receipt.Entries);
        Assert.Equal([EpochId.Of(_world.Epoch.Hash)], receipt.MissingEpochs.AsEnumerable());
        using var file = new MemoryStream(GoldenWorld.Stored("record-file")!);
        Assert.Equal(_world.Tombstone.Bytes.ToArray(), RecordFile.Read(file).Single().Value.Records.Single().ToArray());
    }

    // The formulas of docs/formats/suite-1.md and epoch.md, written down a second time with nothing but HKDF and the AEAD.
    [Fact]
    public void Opens_ByTheFormulasOfThePages()
    {
        SealedRecord epoch = Genuine("epoch").Value;
        SealedRecord batch = Genuine("batch").Value;
        (byte[] epochHeader, byte[] batchHeader) = (epoch.HeaderBytes.ToArray(), batch.HeaderBytes.ToArray());
        EpochBody body = EpochBody.Decode(epoch.Body)!;
        Assert.Equal(Expand("edge/1 commitment"u8, []), body.Commitment);
        byte[] schemaKey = Expand("edge/1 schema"u8, SHA256.HashData(epochHeader));
        Assert.Equal(GoldenWorld.Stored("schema"), Decrypt(schemaKey, epochHeader, body.SealedSchema));
        byte[] batchKey = Expand("edge/1 batch"u8, SHA256.HashData(batchHeader));
        byte[] payload = Decrypt(batchKey, batchHeader, batch.Body.Span);
        byte[] columns = GoldenWorld.Stored("columns")!;
        Assert.Equal([1, 0, 0, 0, (byte)columns.Length, .. columns], payload);

        var shared = new byte[XWing.SharedSecretLength];
        EpochBody.Enrolment own = body.Enrolments.Single();
        Assert.True(XWing.TryDecapsulate(PublishedKeys.RecipientSeed, own.Encapsulated, shared));
        byte[] info = [.. "edge/1 epoch"u8, .. epochHeader];
        Assert.Equal(PublishedKeys.EpochSecret, Hpke.Open(shared, info, own.WrappedSecret));
        byte[] message =
            [.. "edge/1 record"u8, .. SHA256.HashData(batchHeader), .. SHA256.HashData(batch.Body.Span)];
        ReadOnlySpan<byte> signer = _world.Signer.Certificate.Value.PublicKey.Span;
        Assert.True(Ed25519Verifier.Verify(signer, message, batch.Signature.Span));
    }

    private static byte[] Expand(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context) =>
        HKDF.Expand(HashAlgorithmName.SHA256, PublishedKeys.EpochSecret, 32, [.. label, .. context]);

    private static byte[] Decrypt(byte[] key, byte[] associatedData, ReadOnlySpan<byte> ciphertext)
    {
        using Key imported = Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        return AeadAlgorithm.ChaCha20Poly1305.Decrypt(imported, new byte[12], associatedData, ciphertext)!;
    }

    private static Reading[] Sorted(BatchContent content) =>
        [.. content.Readings.ToArray().OrderBy(reading => reading.Channel)];

    private OpenedEpoch OpenEpoch() => new StreamOpener(_world.Recipient).OpenEpoch(Genuine("epoch")).Value;

    private DeviceDescriptor DeviceOfVectors() => DeviceDescriptor.Of(_world.Identity);

    private Verified<SealedRecord> Genuine(string name)
    {
        Verified<PurposeKeyCertificate> certificate =
            PurposeKeyCertificate.Read(GoldenWorld.Stored("certificate")).Value.Verify(DeviceOfVectors()).Value;
        return RecordCodec.Verify(RecordCodec.Read(GoldenWorld.Stored(name)).Value, certificate).Value;
    }
}
