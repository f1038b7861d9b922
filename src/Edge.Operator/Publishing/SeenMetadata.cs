using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>What a publisher has verified before: an older state of the public folder is noticed by it.</summary>
/// <remarks>Files as a client keeps them. Written after a publication is visible; any mixture of two states that a cut
/// leaves is one from which a client goes on.</remarks>
internal sealed class SeenMetadata(IUpdateDisk disk, string folder)
{
    /// <summary>A client's memory that begins with this; empty before the first publication.</summary>
    public ScratchStore Recall()
    {
        var store = new ScratchStore();
        foreach (DiskEntry entry in disk.List(folder))
        {
            if (entry.IsFolder || entry.Name.StartsWith('.') || !entry.Name.EndsWith(".json", StringComparison.Ordinal)) { continue; }
            string role = Uri.UnescapeDataString(entry.Name[..^".json".Length]);
            if (disk.ReadAll(Path.Combine(folder, entry.Name), TufLimits.MaxTargetsBytes) is { } bytes)
            {
                store.Apply([new TufChange(role, bytes)]);
            }
        }
        return store;
    }

    public void Remember(ScratchStore store)
    {
        disk.MakeFolders("/", folder);
        ScratchStore before = Recall();
        foreach ((string role, byte[] bytes) in store.Documents)
        {
            if (before.Documents.GetValueOrDefault(role) is { } known && known.AsSpan().SequenceEqual(bytes)) { continue; }
            disk.Replace(Path.Combine(folder, TufNames.FileOf(role, null)), bytes);
        }
        foreach (string role in before.Documents.Keys.Except(store.Documents.Keys))
        {
            disk.Delete(Path.Combine(folder, TufNames.FileOf(role, null)));
            disk.FlushFolder(folder);
        }
    }
}
