namespace Edge.Profiles;

/// <summary>The text of a board profile and the name it is reported under.</summary>
public sealed record BoardFile(string FileName, string Text);

/// <summary>The board profiles that site files may name, each under the name of its file without the
/// ending.</summary>
public sealed class BoardShelf(IReadOnlyDictionary<string, BoardFile> files, params IReadOnlyList<string> folders)
{
    /// <summary>No more profiles than this are looked at for the nearest name.</summary>
    public const int MaxBoards = 256;

    public IEnumerable<string> Names => files.Keys.Order(StringComparer.Ordinal).Take(MaxBoards);

    /// <summary>Where it was looked for profiles, for people; empty when they lie in no folder.</summary>
    public IReadOnlyList<string> Folders => folders;

    public BoardFile? Find(string name) => files.GetValueOrDefault(name);
}
