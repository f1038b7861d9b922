namespace Edge.Audit;

/// <summary>The check of a proof by somebody who has nothing but roots; <see cref="TreeLeaves"/> makes
/// proofs.</summary>
/// <remarks>Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2. A proof has at most 64 hashes; one more is no
/// proof.</remarks>
public static class TreeProof
{
    public const int MaxHashes = 64;

    /// <summary>True when the proof leads from the leaf to the root.</summary>
    public static bool IsIncluded(TreeHash leaf, long index, long size, ReadOnlySpan<TreeHash> proof, TreeHash root)
    {
        if (index < 0 || index >= size || proof.Length > MaxHashes) { return false; }
        (long at, long last) = (index, size - 1);
        TreeHash hash = leaf;
        foreach (TreeHash step in proof)
        {
            if (last == 0) { return false; }
            if ((at & 1) == 1 || at == last)
            {
                hash = TreeHash.OfNode(step, hash);
                while ((at & 1) == 0 && at != 0) { (at, last) = (at >> 1, last >> 1); }
            }
            else
            {
                hash = TreeHash.OfNode(hash, step);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>True when the proof shows that the newer tree only added to the older one.</summary>
    public static bool IsConsistent(long older, TreeHash olderRoot, long newer, TreeHash newerRoot, ReadOnlySpan<TreeHash> proof)
    {
        if (older < 0 || older > newer || proof.Length > MaxHashes) { return false; }
        if (older == newer) { return proof.Length == 0 && olderRoot == newerRoot; }
        if (older == 0) { return proof.Length == 0 && olderRoot == TreeHash.Empty; }
        bool isFull = (older & (older - 1)) == 0;
        if (!isFull && proof.Length == 0) { return false; }
        TreeHash start = isFull ? olderRoot : proof[0];
        (long at, long last) = (older - 1, newer - 1);
        while ((at & 1) == 1) { (at, last) = (at >> 1, last >> 1); }
        (TreeHash first, TreeHash second) = (start, start);
        foreach (TreeHash step in proof[(isFull ? 0 : 1)..])
        {
            if (last == 0) { return false; }
            if ((at & 1) == 1 || at == last)
            {
                first = TreeHash.OfNode(step, first);
                second = TreeHash.OfNode(step, second);
                while ((at & 1) == 0 && at != 0) { (at, last) = (at >> 1, last >> 1); }
            }
            else
            {
                second = TreeHash.OfNode(second, step);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && first == olderRoot && second == newerRoot;
    }
}
