using Edge.Keys;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Tests.Sealing;

public sealed class StreamSealerTests : IDisposable
{
    private readonly SealingWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Batch_OpenedByItsRecipient_IsWhatWasSealed()
    {
        BatchContent content = SealingWorld.Content();
        using OpenedEpoch epoch = OpenEpoch(_world.Sealer);
        BatchContent opened = StreamOpener.OpenBatch(epoch, _world.Travelled(_world.Sealer.SealBatch(content))).Value;
        Assert.Equal(ByChannel(content), ByChannel(opened));
        Assert.Equal(content.Events.ToArray(), opened.Events.ToArray());
        Assert.Equal(SealingWorld.Schema.Channels.AsEnumerable(), epoch.Schema.Channels);
    }

    [Fact]
    public void Chain_LinksEachRecordToTheOneBefore_AlsoAfterARestart()
    {
        SealedRecord epoch = _world.Sealer.SealEpoch(1);
        SealedRecord batch = _world.Sealer.SealBatch(SealingWorld.Content());
        using StreamSealer restarted = _world.NewSealer(_world.Sealer.Head);
        SealedRecord second = restarted.SealEpoch(2);
        Assert.Equal([1UL, 2UL, 3UL], new[] { epoch, batch, second }.Select(record => record.Header.Sequence));
        Assert.Equal(default, epoch.Header.Previous);
        Assert.Equal(epoch.Hash, batch.Header.Previous);
        Assert.Equal(batch.Hash, second.Header.Previous);
    }

    [Fact]
    public void Batch_OfAnotherEpoch_IsRefused()
    {
        using OpenedEpoch first = OpenEpoch(_world.Sealer);
        _world.Sealer.SealEpoch(2);
        SealedRecord batch = _world.Sealer.SealBatch(SealingWorld.Content());
        Assert.Equal(SealingRefusal.WrongEpoch, StreamOpener.OpenBatch(first, _world.Travelled(batch)).Reason);
    }

    [Fact]
    public void Epoch_ForSomebodyElse_IsNotOpened()
    {
        using var stranger = RecipientSecretKey.Create();
        Verified<SealedRecord> epoch = _world.Travelled(_world.Sealer.SealEpoch(1));
        Assert.Equal(SealingRefusal.NotARecipient, new StreamOpener(stranger).OpenEpoch(epoch).Reason);
    }

    [Fact]
    public void Epoch_OfSeveralRecipients_OpensForEach()
    {
        using var second = RecipientSecretKey.Create();
        using StreamSealer sealer = _world.NewSealer(default, second.PublicKey);
        Verified<SealedRecord> epoch = _world.Travelled(sealer.SealEpoch(1));
        Verified<SealedRecord> batch = _world.Travelled(sealer.SealBatch(SealingWorld.Content()));
        foreach (RecipientSecretKey key in new[] { _world.Recipient, second })
        {
            using OpenedEpoch opened = new StreamOpener(key).OpenEpoch(epoch).Value;
            Assert.True(StreamOpener.OpenBatch(opened, batch).IsOk);
        }
    }

    [Fact]
    public void Read_AfterAnyByteWasAltered_RefusesOrFailsTheSignature()
    {
        _world.Sealer.SealEpoch(1);
        foreach (SealedRecord record in new[] { _world.Sealer.SealBatch(SealingWorld.Content(3)), _world.Sealer.SealEpoch(3), Tombstone() })
        {
            byte[] bytes = record.Bytes.ToArray();
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] ^= 0x01;
                Result<SealedRecord, SealingRefusal> read = RecordCodec.Read(bytes);
                bool refused = !read.IsOk || !RecordCodec.Verify(read.Value, _world.Signer.Certificate).IsOk;
                Assert.True(refused, $"byte {i} of a {record.Header.Kind} could be altered");
                bytes[i] ^= 0x01;
            }
        }
    }

    [Fact]
    public void Read_OfEveryTruncation_IsRefused()
    {
        ReadOnlyMemory<byte> bytes = _world.Sealer.SealEpoch(1).Bytes;
        for (int length = 0; length < bytes.Length; length++) { Assert.False(RecordCodec.Read(bytes[..length]).IsOk); }
        Assert.Equal(SealingRefusal.Malformed, RecordCodec.Read((byte[])[.. bytes.Span, 0]).Reason);
    }

    [Fact]
    public void Verify_WithAKeyOfAnotherPurposeOrBoot_IsRefused()
    {
        SealedRecord record = _world.Sealer.SealEpoch(1);
        using var guard = SigningIdentity.Create(_world.Identity, KeyPurpose.GuardReports, _world.Boot);
        using var otherBoot = SigningIdentity.Create(_world.Identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        Assert.Equal(SealingRefusal.WrongSigner, RecordCodec.Verify(record, guard.Certificate).Reason);
        Assert.Equal(SealingRefusal.WrongSigner, RecordCodec.Verify(record, otherBoot.Certificate).Reason);
    }

    [Fact]
    public void Tombstone_TellsWhatWasDropped()
    {
        _world.Sealer.SealEpoch(1);
        for (int i = 0; i < 8; i++) { _world.Sealer.SealBatch(SealingWorld.Content(1)); }
        TombstoneContent read = StreamOpener.ReadTombstone(_world.Travelled(Tombstone())).Value;
        Assert.Equal([new SequenceRange(2, 3), new SequenceRange(5, 5)], read.Ranges.AsEnumerable());
        Assert.Equal((DropReason.Budget, 30L, 2L, 7L, 9L), (read.Reason, read.Readings, read.Events, read.FirstUnixMilliseconds, read.LastUnixMilliseconds));
    }

    [Fact]
    public void Batch_BeforeAnyEpoch_IsMisuse() =>
        Assert.Throws<InvalidOperationException>(() => _world.Sealer.SealBatch(SealingWorld.Content()));

    [Fact]
    public void Batch_OverTheLimit_IsMisuse()
    {
        _world.Sealer.SealEpoch(1);
        var readings = new Reading[SealingLimits.MaxReadings + 1];
        Array.Fill(readings, new Reading(0, 1, Quality.Good, QualityReason.None, SealingWorld.TimeAt(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Sealer.SealBatch(new BatchContent(readings, default)));
        Assert.True(_world.Sealer.SealBatch(new BatchContent(readings.AsMemory(1), default)).Header.Readings == SealingLimits.MaxReadings);
    }

    [Fact]
    public void Envelope_OfABatchWithinAnEpoch_IsAtMost250Bytes()
    {
        _world.Sealer.SealEpoch(1);
        SealedRecord batch = _world.Sealer.SealBatch(SealingWorld.Content(300));
        int payload = batch.Body.Length - EpochSecret.TagLength;
        Assert.InRange(batch.Bytes.Length - payload, 1, 250);
    }

    private OpenedEpoch OpenEpoch(StreamSealer sealer) => _world.Opener.OpenEpoch(_world.Travelled(sealer.SealEpoch(1))).Value;

    private SealedRecord Tombstone()
    {
        while (_world.Sealer.Head.Sequence < 6) { _world.Sealer.SealBatch(SealingWorld.Content(1)); }
        return _world.Sealer.SealTombstone(
            new TombstoneContent(DropReason.Budget, [new SequenceRange(2, 3), new SequenceRange(5, 5)], 30, 2, 7, 9));
    }

    private static Reading[] ByChannel(BatchContent content) =>
        [.. content.Readings.ToArray().OrderBy(reading => reading.Channel).ThenBy(reading => reading.Time.MonotonicMilliseconds)];
}
