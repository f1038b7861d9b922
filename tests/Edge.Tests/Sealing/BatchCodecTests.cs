using CsCheck;
using Edge.Benchmarks;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Tests.Sealing;

public sealed class BatchCodecTests
{
    private static readonly Gen<Reading> AnyReading = Gen.Select(
        Gen.Int[0, 2], Gen.Double[-1e9, 1e9], Gen.Int[1, 5], Gen.Int[0, 13], Gen.Long[0, 1L << 40], Gen.Long[-5, 5], Gen.Int[1, 3],
        (channel, value, quality, reason, time, offset, clock) => new Reading(
            channel, quality == 3 ? double.NaN : Math.Round(value), (Quality)quality, (QualityReason)reason,
            new ReadingTime(time, time + 1_700_000_000_000 + offset, (TimeQuality)clock)));

    [Fact]
    public void Decode_OfAnyEncodedContent_GivesItBack() =>
        Gen.Select(AnyReading.Array[1, 60], Gen.Bool).Sample((readings, _) =>
        {
            BatchContent opened = Decode(Encode(readings), readings).Value;
            Assert.Equal(
                readings.OrderBy(r => r.Channel).ToArray(),
                opened.Readings.ToArray());
        });

    [Fact]
    public void Decode_GivesReportsBack_AndCountsThemAsEvents() =>
        Gen.Select(AnyReading.Array[0, 5], Gen.Byte.Array[0, 200].Array[1, DeviceReport.MaxInBatch]).Sample((readings, documents) =>
        {
            DeviceReport[] reports = [.. documents.Select((bytes, i) => new DeviceReport(DeviceReport.Update, SealingWorld.TimeAt(i), bytes))];
            var content = new BatchContent(readings, default, reports);
            byte[] payload = new BatchEncoder(SealingWorld.Schema).Encode(content).ToArray();
            BatchContent opened = Decode(payload, content).Value;
            Assert.Equal(documents.Length, opened.EventCount);
            Assert.Equal(documents, opened.Reports.ToArray().Select(report => report.Content.ToArray()));
            Assert.Equal(reports.Select(r => (r.Kind, r.Time)), opened.Reports.ToArray().Select(r => (r.Kind, r.Time)));
        });

    [Fact]
    public void Decode_OfAnyBytes_NeverThrowsAndStaysBounded() =>
        Gen.Byte.Array[0, 400].Sample(bytes => { _ = Decode(bytes, Good(1)); });

    [Fact]
    public void Decode_OfMutatedPayloads_NeverThrows() =>
        Gen.Select(AnyReading.Array[1, 20], Gen.Int[0, 10_000], Gen.Byte).Sample((readings, at, mask) =>
        {
            byte[] payload = Encode(readings);
            payload[at % payload.Length] ^= mask;
            _ = Decode(payload, readings);
        });

    [Fact]
    public void Decode_OfADecompressionBomb_RefusesBeforeDecompressing()
    {
        byte[] payload = [2, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3];
        Assert.Equal(SealingRefusal.Malformed, Decode(payload, Good(1)).Reason);
    }

    [Fact]
    public void Decode_WhenTheHeaderSaysOtherwise_IsRefused()
    {
        Reading[] readings = [Good(1), Good(5)];
        byte[] payload = Encode(readings);
        Assert.True(Decode(payload, readings).IsOk);
        Assert.Equal(SealingRefusal.ContentMismatch, Decode(payload, [Good(1), Good(3), Good(5)]).Reason);
        Assert.Equal(SealingRefusal.ContentMismatch, Decode(payload, [Good(1), Good(6)]).Reason);
        Assert.Equal(SealingRefusal.ContentMismatch, Decode(payload, [Good(0), Good(5)]).Reason);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData((1L << 53) + 1)]
    public void Decode_OfAnImpossibleTimeSinceTheStart_IsRefused(long monotonic)
    {
        ReadingTime time = new(monotonic, 1, TimeQuality.FreeRunning);
        Reading[] readings = [new Reading(0, 1, Quality.Good, QualityReason.None, time)];
        Assert.Equal(SealingRefusal.Malformed, Decode(Encode(readings), readings).Reason);
    }

    [Theory]
    [InlineData(0.01, 21.57)]
    [InlineData(0.1, 121557.3)]
    [InlineData(1, -2000)]
    [InlineData(0.001, -0.001)]
    [InlineData(0.25, 17.75)]
    [InlineData(100, 12_300)]
    public void Scale_GivesBackTheNearestDouble(double resolution, double value)
    {
        var scale = new ColumnScale(resolution);
        Assert.Equal(value, scale.ToValue(scale.ToSteps(value)));
    }

    [Fact]
    public void Weather_OfAThousandReadings_FitsTheTargets()
    {
        var encoder = new BatchEncoder(DemoReadings.Schema);
        var content = new BatchContent(DemoReadings.OfWeather(1_000), default);
        Assert.InRange(encoder.EncodePlain(content).Length, 1, 2_500);
        Assert.InRange(encoder.Encode(content).Length, 1, 1_500);
    }

    private static byte[] Encode(Reading[] readings) =>
        new BatchEncoder(SealingWorld.Schema).Encode(new BatchContent(readings, default)).ToArray();

    private static Reading Good(long milliseconds) =>
        new(0, 1, Quality.Good, QualityReason.None, SealingWorld.TimeAt(milliseconds));

    private static Result<BatchContent, SealingRefusal> Decode(byte[] payload, params Reading[] said) =>
        Decode(payload, new BatchContent(said, default));

    private static Result<BatchContent, SealingRefusal> Decode(byte[] payload, BatchContent said)
    {
        (long first, long last) = BatchEncoder.WallClockSpan(said);
        var header = new RecordHeader(
            RecordKind.Batch, default, "weather", default, 1, default, default, default(EpochId), null, said.Readings.Length, said.EventCount,
            first, last);
        return BatchDecoder.Decode(payload, SealingWorld.Schema, header);
    }
}
