using Edge.Platform.Updates.Images;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>A partition in memory that remembers each write, so that a test can cut behind any of them, and
/// lose or tear what
/// was not flushed.</summary>
internal sealed class MemoryBlocks(byte[] content) : IBlocks
{
    private readonly List<(long At, byte[] Bytes)> _writes = [];
    private Func<bool>? _isCut;

    public byte[] Content { get; } = content;

    public long Length => Content.Length;

    /// <summary>The writes since the beginning.</summary>
    public IReadOnlyList<(long At, byte[] Bytes)> Writes => _writes;

    /// <summary>Writes and flushes since the beginning.</summary>
    public int Operations { get; private set; }

    /// <summary>How many writes the last flush held.</summary>
    public int Flushed { get; private set; }

    /// <summary>This write is not made any more; null: all are.</summary>
    public int? CutAt { get; set; }

    /// <summary>The medium refuses this write; null: it takes all.</summary>
    public int? FailsAt { get; set; }

    /// <summary>The medium does not give this byte any more, until something is written there; null: it gives all.</summary>
    public long? UnreadableAt { get; set; }

    /// <summary>It does not give it after that either.</summary>
    public bool StaysUnreadable { get; init; }

    public void Read(long at, Span<byte> bytes)
    {
        if (UnreadableAt >= at && UnreadableAt < at + bytes.Length) { throw new IOException("a bad sector"); }
        Content.AsSpan((int)at, bytes.Length).CopyTo(bytes);
    }

    public void ReadBack(long at, Span<byte> bytes)
    {
        if (at % 4_096 != 0 || bytes.Length > IBlocks.MostReadBackBytes) { throw new ArgumentException("No piece.", nameof(bytes)); }
        if (IsWornOut) { throw new IOException("a bad sector"); }
        Read(at, bytes);
    }

    /// <summary>It gives nothing past the cache.</summary>
    public bool IsWornOut { get; set; }

    public void Write(long at, ReadOnlySpan<byte> bytes)
    {
        if (_writes.Count == FailsAt) { throw new IOException("Input/output error", 5); }
        if (_writes.Count == CutAt || _isCut?.Invoke() == true) { throw new PowerCut(); }
        Operations++;
        _writes.Add((at, bytes.ToArray()));
        if (UnreadableAt >= at && UnreadableAt < at + bytes.Length && !StaysUnreadable) { UnreadableAt = null; }
        bytes.CopyTo(Content.AsSpan((int)at));
    }

    public void Flush()
    {
        if (_isCut?.Invoke() == true) { throw new PowerCut(); }
        Operations++;
        Flushed = _writes.Count;
    }

    public void Dispose()
    {
    }

    /// <summary>What a cut leaves of the first so many writes: all, none of those that were not flushed, each
    /// one or two of them
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

    /// <summary>What a cut may leave now: of the writes that no flush held all, none, each one or two lost,
    /// each torn.</summary>
    /// <param name="start">What stood there at the beginning.</param>
    public IEnumerable<byte[]> AfterCut(byte[] start)
    {
        byte[] durable = Apply(start, Flushed, [], -1);
        var open = new MemoryBlocks(durable);
        foreach ((long at, byte[] bytes) in _writes.Skip(Flushed)) { open.Write(at, bytes); }
        return open.After(durable, open.Writes.Count);
    }

    /// <summary>Forgets the writes so far.</summary>
    /// <param name="isCut">True: the next write or flush is not made any more.</param>
    public void Restart(Func<bool> isCut)
    {
        _writes.Clear();
        (Operations, Flushed, _isCut) = (0, 0, isCut);
    }

    /// <summary>What a cut leaves when all writes but the last were flushed: it may be there, lost, or torn
    /// in its sectors.</summary>
    public IEnumerable<byte[]> AfterLast(byte[] start)
    {
        int last = _writes.Count - 1;
        Assert.Equal(last, Flushed);
        yield return Apply(start, last + 1, [], -1);
        yield return Apply(start, last, [], -1);
        for (int sectors = 0; sectors < _writes[last].Bytes.Length / 512; sectors++)
        {
            byte[] disk = Apply(start, last, [], -1);
            (long at, byte[] bytes) = _writes[last];
            bytes.AsSpan(0, sectors * 512).CopyTo(disk.AsSpan((int)at));
            yield return disk;

            // Its sectors may arrive in any order: here the last ones first.
            disk = Apply(start, last, [], -1);
            bytes.AsSpan(sectors * 512).CopyTo(disk.AsSpan((int)at + (sectors * 512)));
            yield return disk;
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
