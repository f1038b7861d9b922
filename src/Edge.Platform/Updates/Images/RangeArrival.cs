using System.Buffers;
using Edge.Updates.Images;

namespace Edge.Platform.Updates.Images;

/// <summary>Cuts the bytes of a range into its chunks while they arrive; at most one chunk is held.</summary>
/// <param name="take">A chunk that is whole, by its number; false: it is wrong.</param>
internal sealed class RangeArrival(ImageIndex index, PackPlan plan, PackRange range, TakeChunk take) : IDisposable
{
    private readonly byte[] _held = ArrayPool<byte>.Shared.Rent(ImageLimits.MaxChunkBytes);
    private int _at = range.From;
    private int _count;
    private int _next;

    /// <summary>The first chunk that was wrong; null: none was.</summary>
    public int? Wrong { get; private set; }

    /// <summary>How many pieces of the pack were wrong.</summary>
    public int WrongCount { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _next < range.Count)
        {
            ImageChunk chunk = index[plan.Order[range.First + _next]];
            if (_count == 0 && _at < chunk.PackedAt)
            {
                // Between two chunks that are missing lies one that is not.
                int skipped = Math.Min(bytes.Length, chunk.PackedAt - _at);
                _at += skipped;
                bytes = bytes[skipped..];
                continue;
            }
            int taken = Math.Min(bytes.Length, chunk.PackedLength - _count);
            bytes[..taken].CopyTo(_held.AsSpan(_count));
            (_at, _count) = (_at + taken, _count + taken);
            bytes = bytes[taken..];
            if (_count == chunk.PackedLength) { Finish(chunk); }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_held);

    // The same place may be wanted several times.
    private void Finish(ImageChunk place)
    {
        bool isWrong = false;
        while (_next < range.Count && plan.Order[range.First + _next] is var number && index[number].IsSamePlace(place))
        {
            if (!take(number, _held.AsSpan(0, _count)))
            {
                Wrong ??= number;
                isWrong = true;
            }
            _next++;
        }
        if (isWrong) { WrongCount++; }
        _count = 0;
    }
}

internal delegate bool TakeChunk(int chunk, ReadOnlySpan<byte> packed);
