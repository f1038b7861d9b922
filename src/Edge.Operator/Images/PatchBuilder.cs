using System.Collections.Immutable;
using Edge.Platform.Updates.Images;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Patches;

namespace Edge.Operator.Images;

/// <summary>Makes the patches that lead from an earlier image to this one.</summary>
/// <remarks>In memory: what the earlier image has and this one has not, at most <see cref="MostOldBytes"/> of it, and four times as much to find
/// places in it.</remarks>
internal sealed class PatchBuilder(ImageIndex earlier, ImageIndex next)
{
    /// <summary>What one patch makes: more of it packs better, and more is lost when a link breaks in it.</summary>
    private const int GroupBytes = 4 << 20;
    private const int MostOldBytes = 256 << 20;

    /// <summary>Chunks and the patch that makes them, where it is shorter than they are.</summary>
    /// <param name="load">A pack of the earlier image; null: it is not here, and there are no patches.</param>
    /// <param name="image">The image itself; seekable.</param>
    public IEnumerable<(ImmutableArray<int> Chunks, byte[] Bytes)> Build(Func<string, byte[]?> load, Stream image)
    {
        if (Old(load) is not { Length: > 0 } old) { yield break; }
        var matches = new DeltaMatches(old);
        foreach (ImmutableArray<int>[] batch in Groups().Chunk(Environment.ProcessorCount))
        {
            byte[][] made = [.. batch.Select(chunks => Read(chunks, image))];
            var patches = new byte[batch.Length][];
            Parallel.For(0, batch.Length, i => patches[i] = DeltaWriter.Write(old, matches, made[i]));
            foreach ((ImmutableArray<int> chunks, byte[] patch) in batch.Zip(patches))
            {
                if (patch.Length < next.PackedLengthOf(chunks)) { yield return (chunks, patch); }
            }
        }
    }

    /// <summary>Chunks that the earlier image has not.</summary>
    public IEnumerable<int> Missing()
    {
        var seed = new ImageSeed(earlier);
        return Enumerable.Range(0, next.Count).Where(i => !next[i].IsZero && seed.Find(next.HashOf(i), next[i].Length) is null);
    }

    private byte[] Read(ImmutableArray<int> chunks, Stream image)
    {
        var bytes = new byte[chunks.Sum(i => next[i].Length)];
        int at = 0;
        foreach (int i in chunks)
        {
            image.Position = next[i].At;
            image.ReadExactly(bytes, at, (int)next[i].Length);
            at += (int)next[i].Length;
        }
        return bytes;
    }

    private IEnumerable<ImmutableArray<int>> Groups()
    {
        var group = ImmutableArray.CreateBuilder<int>();
        long bytes = 0;
        foreach (int i in Missing())
        {
            if (bytes + next[i].Length > GroupBytes)
            {
                yield return group.DrainToImmutable();
                bytes = 0;
            }
            group.Add(i);
            bytes += next[i].Length;
        }
        if (group.Count > 0) { yield return group.DrainToImmutable(); }
    }

    // One pack after the other, each chunk to its place among those that are gone.
    private byte[]? Old(Func<string, byte[]?> load)
    {
        var places = new List<(int Chunk, int At)>();
        int length = 0;
        foreach (int i in GoneChunks.Of(earlier, next))
        {
            if (length + earlier[i].Length > MostOldBytes) { break; }
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
