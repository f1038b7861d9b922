using Edge.Platform.Updates;

namespace Edge.Host.Updates;

/// <summary>What is to be fetched.</summary>
/// <param name="SiteFile">The installed one.</param>
/// <param name="Stick">Null: from the network.</param>
/// <param name="Download">False: only metadata and manifests.</param>
internal sealed record FetchOrder(
    UpdateFolders Folders, string SiteFile, string? Stick, IReadOnlyList<string> Components, UpdateWish Wish, bool Download)
{
    /// <summary>It asks for everything that any slot writer here may want.</summary>
    public bool IsWhole => Download && Wish.Wakes && Components.Count > 1;

    /// <summary>What was found is told to programs.</summary>
    public bool Json { get; init; }

    /// <summary>The timestamp of a repository that has come by the bell; null: it is asked for.</summary>
    public (string Repository, byte[] Timestamp)? Rung { get; init; }
}
