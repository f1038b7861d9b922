using Edge.Sealing;
using NSec.Cryptography;

namespace Edge.Tests.Sealing;

public sealed class ReceiptTests : IDisposable
{
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly Receipt _receipt = new(
        new DeviceId(7), 1_790_000_000_000, Nonce,
        [new ReceiptEntry("weather", 4, new RecordHash(1, 2), Verdict.Stored, 0),
            new ReceiptEntry("weather", 5, new RecordHash(3, 4), Verdict.Quarantined, SealingRefusal.Fork)],
        [new EpochId(9)]);

    public void Dispose() => _key.Dispose();

    private byte[] PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    [Fact]
    public void Verify_OfASignedReceipt_GivesItBack()
    {
        Receipt read = Receipt.Verify(_receipt.Sign(_key), PublicKey, _receipt.Device, Nonce).Value.Value;
        Assert.Equal(_receipt.Entries.AsEnumerable(), read.Entries);
        Assert.Equal(_receipt.MissingEpochs.AsEnumerable(), read.MissingEpochs);
        Assert.Equal(_receipt.CollectorUnixMilliseconds, read.CollectorUnixMilliseconds);
    }

    [Fact]
    public void Verify_AfterAnyByteWasAltered_IsRefused()
    {
        byte[] bytes = _receipt.Sign(_key);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x01;
            Assert.False(Receipt.Verify(bytes, PublicKey, _receipt.Device, Nonce).IsOk, $"byte {i} could be altered");
            bytes[i] ^= 0x01;
        }
    }

    [Fact]
    public void Verify_OfAnAnswerToAnotherQuestion_IsRefused()
    {
        byte[] bytes = _receipt.Sign(_key);
        Assert.Equal(SealingRefusal.WrongNonce, Receipt.Verify(bytes, PublicKey, _receipt.Device, new byte[16]).Reason);
        Assert.Equal(SealingRefusal.WrongDevice, Receipt.Verify(bytes, PublicKey, new DeviceId(8), Nonce).Reason);
        using Key other = Key.Create(SignatureAlgorithm.Ed25519);
        Assert.Equal(SealingRefusal.SignatureInvalid,
            Receipt.Verify(_receipt.Sign(other), PublicKey, _receipt.Device, Nonce).Reason);
    }

    [Theory]
    [InlineData(Verdict.Stored, SealingRefusal.Fork)]
    [InlineData(Verdict.Quarantined, (SealingRefusal)0)]
    public void Verify_OfAVerdictThatContradictsItsReason_IsRefused(Verdict verdict, SealingRefusal reason)
    {
        ReceiptEntry entry = _receipt.Entries[0] with { Verdict = verdict, Reason = reason };
        byte[] bytes = (_receipt with { Entries = [entry] }).Sign(_key);
        Assert.Equal(SealingRefusal.Malformed, Receipt.Verify(bytes, PublicKey, _receipt.Device, Nonce).Reason);
    }

    [Fact]
    public void Upload_SurvivesTheWay_AndOneMoreRecordThanAllowedIsRefused()
    {
        var upload = new Upload(Nonce, [new byte[] { 1 }], [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[] { 2, 3 }, 64)]);
        Upload read = Upload.Decode(upload.Encode()).Value;
        Assert.Equal(64, read.Records.Length);
        Assert.Equal(Nonce, read.Nonce.ToArray());
        var over = upload with { Records = upload.Records.Add(new byte[] { 4 }) };
        Assert.Equal(SealingRefusal.Malformed, Upload.Decode(over.Encode()).Reason);
    }
}
