using Edge.Keys;
using Edge.Sealing;

namespace Edge.Tests.Sealing;

// Goal: what a device signs may be hostile too, and what is outside its signature has one form only.
public sealed class RecordLimitsTests : IDisposable
{
    private const long FirstDate = -62_135_596_800_000;
    private const long LastDate = 253_402_300_799_999;

    private readonly SealingWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Read_OfTheSamePartsFramedOtherwise_IsRefused()
    {
        byte[] bytes = _world.Sealer.SealTombstone(Tombstone(1, 1)).Bytes.ToArray();
        Assert.Equal([0x93, 0xc4], bytes[..2]);
        Refused([0xdc, 0, 3, .. bytes[1..]]);
        Refused([0x93, 0xc5, 0, bytes[2], .. bytes[3..]]);
        Refused([0x93, 0xd9, bytes[2], .. bytes[3..]]);
    }

    [Fact]
    public void Certificate_FramedOtherwise_IsRefused()
    {
        byte[] bytes = _world.Signer.Certificate.Value.Bytes.ToArray();
        Assert.Equal([0x92, 0xc4], bytes[..2]);
        byte[] longer = [0x92, 0xc5, 0, bytes[2], .. bytes[3..]];
        byte[] asText = [0x92, 0xd9, bytes[2], .. bytes[3..]];
        Assert.Equal(KeyRefusal.Malformed, PurposeKeyCertificate.Read(longer).Reason);
        Assert.Equal(KeyRefusal.Malformed, PurposeKeyCertificate.Read(asText).Reason);
    }

    [Theory]
    [InlineData(RecordKind.Epoch, 0, 0, true)]
    [InlineData(RecordKind.Epoch, 1, 0, false)]
    [InlineData(RecordKind.Epoch, 0, 1, false)]
    [InlineData(RecordKind.Batch, 0, 0, false)]
    [InlineData(RecordKind.Batch, SealingLimits.MaxReadings, SealingLimits.MaxEvents, true)]
    [InlineData(RecordKind.Batch, SealingLimits.MaxReadings + 1, 0, false)]
    [InlineData(RecordKind.Batch, 1, SealingLimits.MaxEvents + 1, false)]
    [InlineData(RecordKind.Tombstone, SealingLimits.MaxDropped, SealingLimits.MaxDropped, true)]
    [InlineData(RecordKind.Tombstone, SealingLimits.MaxDropped + 1, 0, false)]
    [InlineData(RecordKind.Tombstone, 0, SealingLimits.MaxDropped + 1, false)]
    [InlineData(RecordKind.Tombstone, -1, 0, false)]
    public void Read_OfACount_KeepsTheLimitOfItsKind(RecordKind kind, long readings, long events, bool fits)
    {
        RecordHeader header = HeaderOf(kind) with { Readings = readings, Events = events };
        Assert.Equal(fits, RecordCodec.Read(Sealed(header).Bytes).IsOk);
    }

    [Theory]
    [InlineData(FirstDate, LastDate, true)]
    [InlineData(FirstDate - 1, 0, false)]
    [InlineData(0, LastDate + 1, false)]
    [InlineData(long.MaxValue, long.MaxValue, false)]
    public void Read_OfATimeNoCalendarKnows_IsRefused(long first, long last, bool fits)
    {
        RecordHeader header = HeaderOf(RecordKind.Tombstone) with
        {
            FirstUnixMilliseconds = first, LastUnixMilliseconds = last,
        };
        Assert.Equal(fits, RecordCodec.Read(Sealed(header).Bytes).IsOk);
    }

    [Fact]
    public void Batch_OfAnotherStreamOrDeviceOrPlace_IsNotOfTheEpoch()
    {
        SealedRecord record = _world.Sealer.SealEpoch(1);
        using OpenedEpoch epoch = _world.Opener.OpenEpoch(_world.Travelled(record)).Value;
        RecordHeader fits = HeaderOf(RecordKind.Batch) with { Epoch = EpochId.Of(record.Hash), Sequence = 2 };
        Assert.Equal(SealingRefusal.DoesNotOpen, Open(fits));
        Assert.Equal(SealingRefusal.WrongEpoch, Open(fits with { Stream = "other" }));
        Assert.Equal(SealingRefusal.WrongEpoch, Open(fits with { Sequence = 1 }));
        Assert.False(epoch.Covers(fits with { Device = default }));

        SealingRefusal Open(RecordHeader header) =>
            StreamOpener.OpenBatch(epoch, _world.Travelled(Sealed(header))).Reason;
    }

    [Fact]
    public void Tombstone_OfMoreThanItMayTell_IsMisuse()
    {
        const long tooMany = SealingLimits.MaxDropped + 1;
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Sealer.SealTombstone(Tombstone(tooMany, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _world.Sealer.SealTombstone(Tombstone(0, tooMany)));
        Assert.Equal(0UL, _world.Sealer.Head.Sequence);
    }

    [Fact]
    public void Sealer_OfASchemaThatNobodyCouldOpen_IsMisuse()
    {
        string longest = new('n', SealingLimits.MaxNameBytes);
        StreamSchema schema = SealingWorld.Schema with { Actuators = [longest] };
        using StreamSealer fits = SealerOf(schema);
        Assert.All(
            new[]
            {
                schema with { Actuators = [longest + "n"] },
                schema with { Stream = new('s', SealingLimits.MaxStreamNameBytes + 1) },
                schema with { Channels = [new SchemaChannel("c", Unit.One, 0)] },
                schema with { Rules = [.. Enumerable.Repeat(longest, SealingLimits.MaxNames)] },
            },
            wrong => Assert.Throws<ArgumentException>(() => SealerOf(wrong)));
    }

    private static TombstoneContent Tombstone(long readings, long events) =>
        new(DropReason.BufferFull, [], readings, events, 1, 2);

    private static void Refused(byte[] bytes) =>
        Assert.Equal(SealingRefusal.Malformed, RecordCodec.Read(bytes).Reason);

    private StreamSealer SealerOf(StreamSchema schema) =>
        new(schema, _world.Signer, [_world.Recipient.PublicKey], default, bytes => bytes.Clear());

    private RecordHeader HeaderOf(RecordKind kind)
    {
        PurposeKeyCertificate signer = _world.Signer.Certificate.Value;
        return new RecordHeader(
            kind, signer.Device, SealingWorld.Schema.Stream, signer.Boot, 1, default, signer.Id,
            kind == RecordKind.Batch ? default(EpochId) : null, null, kind == RecordKind.Batch ? 1 : 0, 0, 1, 2);
    }

    private SealedRecord Sealed(RecordHeader header) =>
        RecordCodec.Assemble(header, RecordCodec.EncodeHeader(header), new byte[32], _world.Signer);
}
