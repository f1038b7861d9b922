using System.Collections;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>How the launcher tells a process which release it is.</summary>
internal static class LaunchedRelease
{
    public const string NameVariable = "EDGE_RELEASE";
    public const string ManifestVariable = "EDGE_RELEASE_MANIFEST";

    /// <summary>The environment of this process for the one that it becomes.</summary>
    /// <param name="release">Null: the installed executable.</param>
    public static string[] Environment(SlotRelease? release)
    {
        var inherited = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => entry.Key is not (NameVariable or ManifestVariable))
            .Select(entry => $"{entry.Key}={entry.Value}");
        return release is null
            ? [.. inherited]
            : [.. inherited, $"{NameVariable}={release.Release}", $"{ManifestVariable}={release.Manifest}"];
    }
}
