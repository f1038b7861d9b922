namespace Edge.Updates.Images;

/// <summary>What an earlier image has and this one has not: one behind the other, the old file of patches.</summary>
/// <remarks>Only indexes are asked, so that whoever has both has the same file. File: docs/formats/image-index.md.</remarks>
public static class GoneChunks
{
    /// <summary>Numbers of chunks of the earlier image, in its order, each content once.</summary>
    public static IEnumerable<int> Of(ImageIndex earlier, ImageIndex next)
    {
        var found = new ImageSeed(next);
        var own = new ImageSeed(earlier);
        for (int i = 0; i < earlier.Count; i++)
        {
            ImageChunk chunk = earlier[i];
            if (!chunk.IsZero && found.Find(earlier.HashOf(i), chunk.Length) is null && own.IsFirst(i)) { yield return i; }
        }
    }
}
