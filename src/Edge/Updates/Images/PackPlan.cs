using System.Collections;

namespace Edge.Updates.Images;

/// <summary>A piece of a pack that is asked for at once.</summary>
/// <param name="From">Its first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="First">Its first chunk in <see cref="PackPlan.Order"/>.</param>
/// <param name="Count">How many chunks of <see cref="PackPlan.Order"/> lie in it; the same place may count
/// more than once.</param>
public readonly record struct PackRange(int Pack, int From, int Length, int First, int Count);

/// <summary>Which pieces of which packs hold the chunks that are missing: few requests, and never more bytes
/// than all packs have.</summary>
public sealed class PackPlan
{
    /// <summary>So many bytes that nobody needs are cheaper than one more request.</summary>
    public const int MaxGapBytes = 16 * 1024;

    /// <param name="missing">One bit for each chunk; zeros are never missing.</param>
    public PackPlan(ImageIndex index, BitArray missing)
    {
        Order = [.. Enumerable.Range(0, index.Count).Where(i => missing[i] && !index[i].IsZero)];
        Array.Sort(Order, (a, b) =>
        {
            ImageChunk one = index[a], other = index[b];
            int packs = one.Pack.CompareTo(other.Pack);
            return packs != 0 ? packs : one.PackedAt.CompareTo(other.PackedAt);
        });
        var ranges = new List<PackRange>();
        for (int i = 0; i < Order.Length; i++)
        {
            ImageChunk chunk = index[Order[i]];
            int end = chunk.PackedAt + chunk.PackedLength;
            if (ranges.Count > 0 && ranges[^1] is var last && last.Pack == chunk.Pack && chunk.PackedAt - (last.From + last.Length) <= MaxGapBytes)
            {
                ranges[^1] = last with { Length = Math.Max(last.Length, end - last.From), Count = last.Count + 1 };
            }
            else
            {
                ranges.Add(new PackRange(chunk.Pack, chunk.PackedAt, chunk.PackedLength, i, 1));
            }
        }
        Ranges = ranges;
    }

    /// <summary>The missing chunks, by their place in the packs.</summary>
    public int[] Order { get; }

    public IReadOnlyList<PackRange> Ranges { get; }

    public long Bytes => Ranges.Sum(range => (long)range.Length);
}
