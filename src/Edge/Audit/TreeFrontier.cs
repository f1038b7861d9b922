using System.Collections.Immutable;
using System.Numerics;

namespace Edge.Audit;

/// <summary>All that is needed of a tree to let it grow: the roots of its full subtrees, largest
/// first.</summary>
/// <remarks>One root for each 1 in the binary form of <see cref="Size"/>, at most 63. Source: RFC 6962,
/// section 2.1: the left part of a tree is its largest full subtree. Not thread-safe.</remarks>
public sealed class TreeFrontier
{
    private readonly List<TreeHash> _roots;

    private TreeFrontier(long size, IEnumerable<TreeHash> roots) => (Size, _roots) = (size, [.. roots]);

    /// <summary>Without a leaf.</summary>
    public static TreeFrontier Empty => new(0, []);

    /// <summary>How many leaves there are.</summary>
    public long Size { get; private set; }

    public ImmutableArray<TreeHash> Roots => [.. _roots];

    /// <summary>The hash of the whole tree.</summary>
    public TreeHash Root
    {
        get
        {
            if (_roots.Count == 0) { return TreeHash.Empty; }
            TreeHash root = _roots[^1];
            for (int i = _roots.Count - 2; i >= 0; i--) { root = TreeHash.OfNode(_roots[i], root); }
            return root;
        }
    }

    /// <summary>A frontier that somebody wrote down; null where the number of roots is not that of the
    /// size.</summary>
    public static TreeFrontier? From(long size, ImmutableArray<TreeHash> roots) =>
        size >= 0 && roots.Length == BitOperations.PopCount((ulong)size) ? new(size, roots) : null;

    public TreeFrontier Copy() => new(Size, _roots);

    public void Append(TreeHash leaf)
    {
        TreeHash root = leaf;
        for (long full = Size; (full & 1) == 1; full >>= 1)
        {
            root = TreeHash.OfNode(_roots[^1], root);
            _roots.RemoveAt(_roots.Count - 1);
        }

        _roots.Add(root);
        Size++;
    }
}
