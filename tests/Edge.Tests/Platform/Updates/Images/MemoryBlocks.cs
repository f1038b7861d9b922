using Edge.Platform.Updates.Images;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>A partition in memory that remembers each write, so that a test can cut behind any of them, and lose or tear what
/// was not flushed.</summary>
internal sealed class MemoryBlocks(byte[] content) : IBlocks
{
    private readonly List<(long At, byte[] Bytes)> _writes = [];

    public byte[] Content { get; } = content;

    public long Length => Content.Length;

    /// <summary>The writes since the beginning.</summary>
    public IReadOnlyList<(long At, byte[] Bytes)> Writes => _writes;

    /// <summary>How many writes the last flush held.</summary>
    public int Flushed { get; private set; }

    /// <summary>This write is not made any more; null: all are.</summary>
    public int? CutAt { get; set; }

    public void Read(long at, Span<byte> bytes) => Content.AsSpan((int)at, bytes.Length).CopyTo(bytes);

    public void ReadBack(long at, Span<byte> bytes) => Read(at, bytes);

    public void Write(long at, ReadOnlySpan<byte> bytes)
    {
        if (_writes.Count == CutAt) { throw new PowerCut(); }
        _writes.Add((at, bytes.ToArray()));
        bytes.CopyTo(Content.AsSpan((int)at));
    }

    public void Flush() => Flushed = _writes.Count;

    public void Dispose()
    {
    }

    /// <summary>What a cut leaves of the first so many writes: all, none of those that were not flushed, each one or two of them
    /// lost, each torn in its sectors.</summary>
    /// <param name="start">What stood there before the first write.</param>
    /// <param name="count">The writes before the cut; none of them was flushed.</param>
    public IEnumerable<byte[]> After(byte[] start, int count)
    {
        yield return Apply(start, count, [], -1);
        yield return [.. start];
        for (int i = 0; i < count; i++)
        {
            yield return Apply(start, count, [i], -1);
            yield return Apply(start, count, [], i);
            for (int j = i + 1; j < count; j++) { yield return Apply(start, count, [i, j], -1); }
        }
    }

    private byte[] Apply(byte[] start, int count, HashSet<int> lost, int torn)
    {
        byte[] disk = [.. start];
        for (int i = 0; i < count; i++)
        {
            if (lost.Contains(i)) { continue; }
            (long at, byte[] bytes) = _writes[i];
            // A write is torn at a sector of 512 bytes.
            int arrived = i == torn ? bytes.Length / 2 / 512 * 512 : bytes.Length;
            bytes.AsSpan(0, arrived).CopyTo(disk.AsSpan((int)at));
        }
        return disk;
    }
}
