using System.Buffers;
using System.Collections.Immutable;
using MessagePack;

namespace Edge.Sealing;

/// <summary>The body of a tombstone: the reason and the dropped ranges; the counts stand in the header.</summary>
/// <remarks>Readable by everybody who may read headers. Layout: docs/formats/tombstone.md.</remarks>
internal static class TombstoneBody
{
    public static byte[] Encode(TombstoneContent content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Ranges.Length, SealingLimits.MaxDroppedRanges);
        var output = new ArrayBufferWriter<byte>(64);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((byte)content.Reason);
        writer.WriteArrayHeader(content.Ranges.Length * 2);
        foreach (SequenceRange range in content.Ranges)
        {
            writer.Write(range.First);
            writer.Write(range.Last);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null: malformed, an unknown reason, ranges that overlap, run backwards or reach the tombstone itself.</summary>
    public static TombstoneContent? Decode(RecordHeader header, ReadOnlyMemory<byte> body) =>
        Wire.TryParse<TombstoneContent>(body, (ref MessagePackReader reader) =>
        {
            if (!reader.ReadArrayOf(2)) { return null; }
            var reason = (DropReason)reader.ReadByte();
            int numbers = reader.ReadArrayHeader();
            bool plausible = reason is >= DropReason.Budget and <= DropReason.BufferFull
                && numbers % 2 == 0 && numbers / 2 <= SealingLimits.MaxDroppedRanges;
            if (!plausible) { return null; }
            var ranges = ImmutableArray.CreateBuilder<SequenceRange>(numbers / 2);
            ulong end = 0;
            for (int i = 0; i < numbers / 2; i++)
            {
                var range = new SequenceRange(reader.ReadUInt64(), reader.ReadUInt64());
                if (range.First <= end || range.Last < range.First || range.Last >= header.Sequence) { return null; }
                end = range.Last;
                ranges.Add(range);
            }

            return new TombstoneContent(
                reason, ranges.MoveToImmutable(), header.Readings, header.Events,
                header.FirstUnixMilliseconds, header.LastUnixMilliseconds);
        });
}
