using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>What is published, before anything is compared with it: whoever may write the folder could have put a document there that hides
/// what changes.</summary>
internal static class PublishedState
{
    /// <summary>Why what is published is not what its holders signed; null: it is, or nothing is published yet.</summary>
    /// <param name="root">A root that machines were given; null: what was verified here before, or else the repository's own first.</param>
    /// <remarks>What has expired counts all the same: it is what the change is one to.</remarks>
    public static async Task<string?> WrongAsync(RepositoryFolder folder, byte[]? root, CancellationToken cancellation)
    {
        if (folder.Published(TufNames.Timestamp) is null || folder.FirstRoot is not { } first) { return null; }
        // Of what was seen before root and timestamp: all else is to be read from what is published, and not from memory.
        ScratchStore seen = folder.Seen.Recall();
        var known = new ScratchStore(root ?? seen.Documents.GetValueOrDefault(TufNames.Root) ?? first);
        if (root is null && seen.Documents.GetValueOrDefault(TufNames.Timestamp) is { } timestamp)
        {
            known.Apply([new TufChange(TufNames.Timestamp, timestamp)]);
        }
        return await new RepositoryCheck(folder, _ => false).RunAsync(
            known, new Dictionary<string, byte[]>(), DateTimeOffset.MinValue, cancellation) is { } wrong
            ? $"What is published in {folder.Path} is not what its holders signed: {wrong}."
            : null;
    }
}
