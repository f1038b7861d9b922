using Edge.Platform.Files;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>Trusted metadata as files of one folder: <c>root.json</c>, and so on for each role, percent-encoded.</summary>
/// <remarks>One change is one atomic replacement. Several go first into a file <c>pending</c>, whole and durable, and from
/// there to their places; opening the folder again ends what a power cut interrupted. One process at a time.
/// Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</remarks>
public sealed class FileTufStore : ITufStore
{
    private const string PendingName = "pending";

    private readonly string _folder;

    private FileTufStore(string folder) => _folder = folder;

    private string Pending => Path.Combine(_folder, PendingName);

    /// <summary>Opens the folder, makes it where it is missing, and ends interrupted changes.</summary>
    public static FileTufStore Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var store = new FileTufStore(folder);
        store.Resume();
        return store;
    }

    public byte[]? Read(string role, int maxBytes) => ReadFile(FileOf(role), maxBytes);

    public void Apply(IReadOnlyList<TufChange> changes)
    {
        if (changes.Count > 1) { DurableFile.Replace(Pending, PendingChanges.Encode(changes), DurableFile.WorldReadable); }
        foreach (TufChange change in changes) { Apply(change); }
        if (changes.Count > 1) { Remove(Pending); }
    }

    private void Resume()
    {
        if (!File.Exists(Pending)) { return; }
        if (ReadFile(Pending, PendingChanges.MaxBytes) is byte[] bytes && PendingChanges.Decode(bytes) is { } changes)
        {
            foreach (TufChange change in changes) { Apply(change); }
        }
        Remove(Pending);
    }

    private void Apply(TufChange change)
    {
        string file = FileOf(change.Role);
        if (change.Content is byte[] content)
        {
            DurableFile.Replace(file, content, DurableFile.WorldReadable);
        }
        else
        {
            Remove(file);
        }
    }

    private void Remove(string file)
    {
        if (!File.Exists(file)) { return; }
        File.Delete(file);
        DurableFile.FlushFolder(_folder);
    }

    private string FileOf(string role) => TufNames.IsTopLevel(role) || TufNames.IsDelegated(role)
        ? Path.Combine(_folder, TufNames.FileOf(role, version: null))
        : throw new ArgumentException("No name of a role.", nameof(role));

    private static byte[]? ReadFile(string file, int maxBytes)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length > maxBytes) { return null; }
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
