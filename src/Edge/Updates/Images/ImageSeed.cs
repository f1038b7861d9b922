namespace Edge.Updates.Images;

/// <summary>Finds chunks of another image by their hash: what the active slot holds need not
/// travel.</summary>
/// <remarks>Four bytes for each chunk. What stands there is verified when it is read.</remarks>
public sealed class ImageSeed
{
    private readonly ImageIndex _index;
    private readonly int[] _byHash;

    public ImageSeed(ImageIndex index)
    {
        _index = index;
        _byHash = [.. Enumerable.Range(0, index.Count).Where(i => !index[i].IsZero)];
        Array.Sort(_byHash, (a, b) => index.HashOf(a).SequenceCompareTo(index.HashOf(b)));
    }

    /// <summary>A chunk with these bytes and this length; null: there is none.</summary>
    public ImageChunk? Find(ReadOnlySpan<byte> hash, long length)
    {
        int low = 0, high = _byHash.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = _index.HashOf(_byHash[middle]).SequenceCompareTo(hash);
            if (order == 0)
            {
                ImageChunk chunk = _index[_byHash[middle]];
                return chunk.Length == length ? chunk : null;
            }
            if (order < 0) { low = middle + 1; } else { high = middle - 1; }
        }
        return null;
    }
}
