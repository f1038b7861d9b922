namespace Edge.Updates.Images;

/// <summary>Finds chunks of an image by their hash: what the active slot holds need not travel.</summary>
/// <remarks>Four bytes for each chunk. What stands there is verified when it is read.</remarks>
public sealed class ImageSeed
{
    private readonly ImageIndex _index;
    private readonly int[] _byHash;

    public ImageSeed(ImageIndex index)
    {
        _index = index;
        _byHash = new int[Enumerable.Range(0, index.Count).Count(i => !index[i].IsZero)];
        int count = 0;
        for (int i = 0; i < index.Count; i++)
        {
            if (!index[i].IsZero) { _byHash[count++] = i; }
        }
        Array.Sort(_byHash, (a, b) => index.HashOf(a).SequenceCompareTo(index.HashOf(b)) is var order && order != 0 ? order : a.CompareTo(b));
    }

    /// <summary>A chunk with these bytes and this length; null: there is none.</summary>
    public ImageChunk? Find(ReadOnlySpan<byte> hash, long length) =>
        FirstWith(hash) is int number && _index[number].Length == length ? _index[number] : null;

    /// <summary>Of the chunks with its content the first in the image.</summary>
    /// <param name="chunk">The number of one that is not zero.</param>
    public bool IsFirst(int chunk) => FirstWith(_index.HashOf(chunk)) == chunk;

    private int? FirstWith(ReadOnlySpan<byte> hash)
    {
        int low = 0, high = _byHash.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_index.HashOf(_byHash[middle]).SequenceCompareTo(hash) < 0) { low = middle + 1; } else { high = middle; }
        }
        return low < _byHash.Length && _index.HashOf(_byHash[low]).SequenceEqual(hash) ? _byHash[low] : null;
    }
}
