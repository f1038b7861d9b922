using System.Collections.Immutable;
using System.Numerics;

namespace Edge.Audit;

/// <summary>The leaves of a tree from some index on, with the frontier of those before: enough to prove
/// every later leaf and every later beginning.</summary>
/// <remarks>Source: RFC 6962, sections 2.1.1 and 2.1.2. Each call costs as many hashes as there are
/// leaves.</remarks>
public sealed class TreeLeaves(TreeFrontier before, IReadOnlyList<TreeHash> leaves)
{
    private readonly ImmutableArray<TreeHash> _roots = before.Roots;
    private readonly long _first = before.Size;

    /// <summary>Of the whole tree.</summary>
    public long Size => _first + leaves.Count;

    /// <summary>The root over the first so many leaves; at least as many as the frontier has.</summary>
    public TreeHash RootOf(long size) => size == 0 ? TreeHash.Empty : Hash(0, Checked(size));

    /// <summary>That the leaf at an index, which is at hand, is in the tree of the first <paramref
    /// name="size"/> leaves.</summary>
    public ImmutableArray<TreeHash> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, _first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Checked(size));
        var path = ImmutableArray.CreateBuilder<TreeHash>();
        AddPath(0, size, index, path);
        return path.ToImmutable();
    }

    /// <summary>That the tree of the first <paramref name="older"/> leaves is the beginning of that of
    /// the first
    /// <paramref name="newer"/>.</summary>
    public ImmutableArray<TreeHash> Consistency(long older, long newer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, Checked(newer));
        ArgumentOutOfRangeException.ThrowIfNegative(older);
        if (older > 0) { Checked(older); }
        var path = ImmutableArray.CreateBuilder<TreeHash>();
        if (older > 0 && older < newer) { AddSubproof(0, newer, older, isWhole: true, path); }
        return path.ToImmutable();
    }

    private long Checked(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, _first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size;
    }

    /// <summary>The largest power of two below the count.</summary>
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    private TreeHash Hash(long from, long to)
    {
        if (to - from == 1 && from >= _first) { return leaves[(int)(from - _first)]; }
        if (to <= _first && RootAt(from, to) is { } root) { return root; }
        long middle = from + Split(to - from);
        return TreeHash.OfNode(Hash(from, middle), Hash(middle, to));
    }

    /// <summary>The frontier's subtree of exactly these leaves, or null. A part of one is never asked for:
    /// its sibling would lie before the first leaf that is at hand.</summary>
    private TreeHash? RootAt(long from, long to)
    {
        long at = 0;
        for (int i = 0; i < _roots.Length; i++)
        {
            long size = 1L << BitOperations.Log2((ulong)(_first - at));
            if (at == from && at + size == to) { return _roots[i]; }
            at += size;
        }

        return null;
    }

    private void AddPath(long from, long to, long index, ImmutableArray<TreeHash>.Builder path)
    {
        if (to - from == 1) { return; }
        long middle = from + Split(to - from);
        if (index < middle)
        {
            AddPath(from, middle, index, path);
            path.Add(Hash(middle, to));
        }
        else
        {
            AddPath(middle, to, index, path);
            path.Add(Hash(from, middle));
        }
    }

    private void AddSubproof(long from, long to, long older, bool isWhole, ImmutableArray<TreeHash>.Builder path)
    {
        if (older == to)
        {
            if (!isWhole) { path.Add(Hash(from, to)); }
            return;
        }

        long middle = from + Split(to - from);
        if (older <= middle)
        {
            AddSubproof(from, middle, older, isWhole, path);
            path.Add(Hash(middle, to));
        }
        else
        {
            AddSubproof(middle, to, older, isWhole: false, path);
            path.Add(Hash(from, middle));
        }
    }
}
