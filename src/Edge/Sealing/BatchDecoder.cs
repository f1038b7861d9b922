using System.Buffers.Binary;
using System.IO.Compression;
using Edge.Rules;
using Edge.Sensing;
using MessagePack;

namespace Edge.Sealing;

/// <summary>Reads the payload of a batch. The bytes are a recipient's own device's, and still nothing is believed.</summary>
internal static class BatchDecoder
{
    private const int FrameLength = 5;

    /// <summary>2^53, 285,000 years: more is no time since a start.</summary>
    private const long MaxMonotonicMilliseconds = 1L << 53;

    /// <summary>The content in the order of the columns; refused when it contradicts the header or the schema.</summary>
    /// <remarks>The header's own limits were checked when it was read: a batch holds something.</remarks>
    public static Result<BatchContent, SealingRefusal> Decode(
        ReadOnlyMemory<byte> payload, StreamSchema schema, RecordHeader header)
    {
        if (!TryDecompress(payload, out ReadOnlyMemory<byte> plain)) { return SealingRefusal.Malformed; }
        BatchContent? content = Wire.TryParse<BatchContent>(
            plain, (ref MessagePackReader reader) => Read(ref reader, schema));
        if (content is null) { return SealingRefusal.Malformed; }
        bool fits = content.Readings.Length == header.Readings && content.EventCount == header.Events
            && BatchEncoder.WallClockSpan(content) == (header.FirstUnixMilliseconds, header.LastUnixMilliseconds);
        return fits ? content : SealingRefusal.ContentMismatch;
    }

    private static bool TryDecompress(ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> plain)
    {
        plain = default;
        if (payload.Length < FrameLength) { return false; }
        var method = (Compression)payload.Span[0];
        int length = BinaryPrimitives.ReadInt32BigEndian(payload.Span[1..]);
        if (length is < 0 or > SealingLimits.MaxPayloadBytes) { return false; }
        ReadOnlyMemory<byte> data = payload[FrameLength..];
        if (method != Compression.Brotli)
        {
            plain = data;
            return method == Compression.None && data.Length == length;
        }

        var room = new byte[length];
        plain = room;
        return BrotliDecoder.TryDecompress(data.Span, room, out int written) && written == length;
    }

    private static BatchContent? Read(ref MessagePackReader reader, StreamSchema schema)
    {
        int parts = reader.ReadArrayHeader();
        if (parts is not (3 or 4) || ReadTimeGroups(ref reader) is not { } groups) { return null; }
        int columns = reader.ReadArrayHeader();
        if (columns > schema.Channels.Length) { return null; }
        var readings = new List<Reading>();
        int previous = -1;
        for (int i = 0; i < columns; i++)
        {
            int channel = ReadColumn(ref reader, schema, groups, readings);
            if (channel <= previous) { return null; }
            previous = channel;
        }

        if (ReadEvents(ref reader, schema) is not { } events) { return null; }
        if (parts == 3) { return new BatchContent(readings.ToArray(), events); }
        return ReadReports(ref reader) is { } reports ? new BatchContent(readings.ToArray(), events, reports) : null;
    }

    private static ReadingTime[][]? ReadTimeGroups(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count > SealingLimits.MaxChannels) { return null; }
        var groups = new ReadingTime[count][];
        for (int i = 0; i < count; i++)
        {
            if (ReadTimes(ref reader) is not { } times) { return null; }
            groups[i] = times;
        }

        return groups;
    }

    private static ReadingTime[]? ReadTimes(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(2)) { return null; }
        int count = reader.ReadArrayHeader();
        if (count is < 1 or > SealingLimits.MaxReadings) { return null; }
        var monotonic = new long[count];
        (long last, long delta) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            delta = i < 2 ? reader.ReadInt64() : delta + reader.ReadInt64();
            last += delta;
            if (last is < 0 or > MaxMonotonicMilliseconds) { return null; }
            monotonic[i] = last;
        }

        return ReadClock(ref reader, monotonic);
    }

    private static ReadingTime[]? ReadClock(ref MessagePackReader reader, long[] monotonic)
    {
        int numbers = reader.ReadArrayHeader();
        if (numbers % 3 != 0) { return null; }
        var times = new ReadingTime[monotonic.Length];
        (int filled, long offset) = (0, 0);
        for (int run = 0; run < numbers / 3; run++)
        {
            int length = reader.ReadInt32();
            offset += reader.ReadInt64();
            var quality = (TimeQuality)reader.ReadByte();
            bool plausible = length > 0 && length <= times.Length - filled
                && quality is >= TimeQuality.Synchronised and <= TimeQuality.FreeRunning;
            if (!plausible) { return null; }
            for (int end = filled + length; filled < end; filled++)
            {
                times[filled] = new ReadingTime(monotonic[filled], monotonic[filled] + offset, quality);
            }
        }

        return filled == times.Length ? times : null;
    }

    /// <summary>The channel of the column, or -1 when it is malformed.</summary>
    private static int ReadColumn(
        ref MessagePackReader reader, StreamSchema schema, ReadingTime[][] groups, List<Reading> readings)
    {
        if (!reader.ReadArrayOf(5)) { return -1; }
        int channel = reader.ReadInt32();
        int group = reader.ReadInt32();
        bool raw = reader.ReadBoolean();
        if (channel < 0 || channel >= schema.Channels.Length || group < 0 || group >= groups.Length) { return -1; }
        ReadingTime[] times = groups[group];
        if (readings.Count + times.Length > SealingLimits.MaxReadings) { return -1; }
        if (ReadValues(ref reader, times.Length, raw, new ColumnScale(schema.Channels[channel].Resolution)) is not { } values) { return -1; }
        return ReadQualities(ref reader, channel, times, values, readings) ? channel : -1;
    }

    private static double[]? ReadValues(ref MessagePackReader reader, int most, bool raw, ColumnScale scale)
    {
        int count = reader.ReadArrayHeader();
        if (count > most) { return null; }
        var values = new double[count];
        long steps = 0;
        for (int i = 0; i < count; i++)
        {
            if (raw)
            {
                values[i] = reader.ReadDouble();
            }
            else
            {
                steps += reader.ReadInt64();
                values[i] = scale.ToValue(steps);
            }

            if (!double.IsFinite(values[i])) { return null; }
        }

        return values;
    }

    private static bool ReadQualities(
        ref MessagePackReader reader, int channel, ReadingTime[] times, double[] values, List<Reading> readings)
    {
        int numbers = reader.ReadArrayHeader();
        if (numbers % 3 != 0) { return false; }
        (int at, int value) = (0, 0);
        for (int run = 0; run < numbers / 3; run++)
        {
            int length = reader.ReadInt32();
            var quality = (Quality)reader.ReadByte();
            var reason = (QualityReason)reader.ReadByte();
            bool plausible = length > 0 && length <= times.Length - at
                && quality is >= Quality.Good and <= Quality.Substituted && reason <= QualityReason.Settling;
            if (!plausible || (quality.IsUsable() && length > values.Length - value)) { return false; }
            for (int end = at + length; at < end; at++)
            {
                readings.Add(quality.IsUsable()
                    ? new Reading(channel, values[value++], quality, reason, times[at])
                    : Reading.Bad(channel, reason, times[at]));
            }
        }

        return at == times.Length && value == values.Length;
    }

    private static ActuatorEvent[]? ReadEvents(ref MessagePackReader reader, StreamSchema schema)
    {
        int count = reader.ReadArrayHeader();
        if (count > SealingLimits.MaxEvents) { return null; }
        var events = new ActuatorEvent[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(7)) { return null; }
            int actuator = reader.ReadInt32();
            bool on = reader.ReadBoolean();
            var cause = (ActuatorCause)reader.ReadByte();
            int rule = reader.ReadInt32();
            var time = new ReadingTime(reader.ReadInt64(), reader.ReadInt64(), (TimeQuality)reader.ReadByte());
            bool plausible = actuator >= 0 && actuator < schema.Actuators.Length && rule >= -1 && rule < schema.Rules.Length
                && Enum.IsDefined(cause) && time.MonotonicMilliseconds is >= 0 and <= MaxMonotonicMilliseconds
                && time.Quality is >= TimeQuality.Synchronised and <= TimeQuality.FreeRunning;
            if (!plausible) { return null; }
            events[i] = new ActuatorEvent(actuator, on, cause, rule, time);
        }

        return events;
    }

    // The list is there only where it holds something: one content has one form.
    private static DeviceReport[]? ReadReports(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        if (count is < 1 or > DeviceReport.MaxInBatch) { return null; }
        var reports = new DeviceReport[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(5) || reader.ReadTextOfAtMost(DeviceReport.MaxKindBytes) is not { } kind) { return null; }
            var time = new ReadingTime(reader.ReadInt64(), reader.ReadInt64(), (TimeQuality)reader.ReadByte());
            if (reader.ReadBytes() is not { } content || content.Length > DeviceReport.MaxContentBytes) { return null; }
            bool plausible = time.MonotonicMilliseconds is >= 0 and <= MaxMonotonicMilliseconds
                && time.Quality is >= TimeQuality.Synchronised and <= TimeQuality.FreeRunning;
            if (!plausible) { return null; }
            reports[i] = new DeviceReport(kind, time, System.Buffers.BuffersExtensions.ToArray(content));
        }

        return reports;
    }
}
