using System.Collections.Immutable;
using Edge.Updates.Images;
using Edge.Updates.Patches;

namespace Edge.Operator.Images;

/// <summary>Makes the patches that lead from an earlier image to this one.</summary>
/// <remarks>In memory: <see cref="GoneContent"/>, and four times as much to find places in it.</remarks>
internal sealed class PatchBuilder(ImageIndex earlier, ImageIndex next)
{
    /// <summary>Chunks and the patch that makes them, where it is shorter than they are.</summary>
    /// <param name="load">A pack of the earlier image; null: it is not here, and there are no patches.</param>
    /// <param name="image">The image itself; seekable.</param>
    public IEnumerable<(ImmutableArray<int> Chunks, byte[] Bytes)> Build(Func<string, byte[]?> load, Stream image)
    {
        if (GoneContent.Of(earlier, next, load) is not { Length: > 0 } old) { yield break; }
        var matches = new DeltaMatches(old);
        foreach (ImmutableArray<int>[] batch in Groups().Chunk(Environment.ProcessorCount))
        {
            byte[][] made = [.. batch.Select(chunks => Read(chunks, image))];
            var patches = new byte[batch.Length][];
            Parallel.For(0, batch.Length, i => patches[i] = DeltaWriter.Write(old, matches, made[i], DeltaWindow.OfImages));
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

    // As much as a patch may make: more of it packs better, and what a link loses that breaks is at most one
    // patch.
    private IEnumerable<ImmutableArray<int>> Groups()
    {
        var group = ImmutableArray.CreateBuilder<int>();
        long bytes = 0;
        foreach (int i in Missing())
        {
            if (bytes + next[i].Length > ImageLimits.MaxPatchedBytes)
            {
                yield return group.DrainToImmutable();
                bytes = 0;
            }
            group.Add(i);
            bytes += next[i].Length;
        }
        if (group.Count > 0) { yield return group.DrainToImmutable(); }
    }
}
