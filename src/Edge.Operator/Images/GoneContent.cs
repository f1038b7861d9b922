using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;

namespace Edge.Operator.Images;

/// <summary>The bytes of <see cref="GoneChunks"/>, out of the packs of the earlier image: the old file of its
/// patches.</summary>
internal static class GoneContent
{
    /// <summary>What is behind it, no patch of ours refers to; in bytes.</summary>
    private const int MostBytes = 256 << 20;

    /// <summary>One pack after the other, each chunk to its place.</summary>
    /// <param name="load">A pack by its name; null: it is not here.</param>
    /// <returns>Null where a pack is missing or is not what the index says.</returns>
    public static byte[]? Of(ImageIndex earlier, ImageIndex next, Func<string, byte[]?> load)
    {
        var places = new List<(int Chunk, int At)>();
        int length = 0;
        foreach (int i in GoneChunks.Of(earlier, next))
        {
            if (length + earlier[i].Length > MostBytes) { break; }
            places.Add((i, length));
            length += (int)earlier[i].Length;
        }
        var old = new byte[length];
        using var packer = new ChunkPacker();
        foreach (var pack in places.GroupBy(place => earlier[place.Chunk].Pack))
        {
            ImagePack wanted = earlier.Packs[pack.Key];
            if (load(wanted.Name) is not { } bytes || ContentHash.Of(bytes) != wanted.Hash) { return null; }
            foreach ((int number, int at) in pack)
            {
                ImageChunk chunk = earlier[number];
                bool isRight = packer.TryUnpack(
                    bytes.AsSpan(chunk.PackedAt, chunk.PackedLength), chunk.Packing, old.AsSpan(at, (int)chunk.Length));
                if (!isRight) { return null; }
            }
        }
        return old;
    }
}
