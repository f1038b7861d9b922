using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>Trusted metadata as files of one folder: <c>root.json</c>, and so on for each role, percent-encoded.</summary>
/// <remarks>One change is one atomic replacement. Several go first into a file <c>pending</c>, whole and durable, and from
/// there to their places; opening the folder again ends what a power cut interrupted. One process at a time.
/// Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</remarks>
public sealed class FileTufStore : ITufStore
{
    private const string PendingName = "pending";

    private readonly IUpdateDisk _disk;
    private readonly string _folder;

    private FileTufStore(IUpdateDisk disk, string folder) => (_disk, _folder) = (disk, folder);

    private string Pending => Path.Combine(_folder, PendingName);

    /// <summary>Opens the folder, makes it where it is missing, and ends interrupted changes.</summary>
    /// <param name="root">It exists.</param>
    /// <param name="below">The folder, relative to it; empty: the root itself.</param>
    public static FileTufStore Open(IUpdateDisk disk, string root, string below)
    {
        disk.MakeFolders(root, below);
        var store = new FileTufStore(disk, Path.Combine(root, below));
        store.Resume();
        return store;
    }

    public byte[]? Read(string role, int maxBytes) => _disk.ReadAll(FileOf(role), maxBytes);

    public void Apply(IReadOnlyList<TufChange> changes)
    {
        if (changes.Count > 1) { _disk.Replace(Pending, PendingChanges.Encode(changes)); }
        foreach (TufChange change in changes) { Apply(change); }
        if (changes.Count > 1) { Remove(Pending); }
    }

    private void Resume()
    {
        if (_disk.ReadAll(Pending, PendingChanges.MaxBytes) is byte[] bytes && PendingChanges.Decode(bytes) is { } changes)
        {
            foreach (TufChange change in changes) { Apply(change); }
        }
        Remove(Pending);
    }

    private void Apply(TufChange change)
    {
        if (change.Content is byte[] content) { _disk.Replace(FileOf(change.Role), content); } else { Remove(FileOf(change.Role)); }
    }

    private void Remove(string file)
    {
        if (!_disk.List(_folder).Contains(new DiskEntry(Path.GetFileName(file), IsFolder: false))) { return; }
        _disk.Delete(file);
        _disk.FlushFolder(_folder);
    }

    private string FileOf(string role) => TufNames.IsTopLevel(role) || TufNames.IsDelegated(role)
        ? Path.Combine(_folder, TufNames.FileOf(role, version: null))
        : throw new ArgumentException("No name of a role.", nameof(role));
}
