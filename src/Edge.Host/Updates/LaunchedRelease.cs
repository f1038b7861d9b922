using System.Collections;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>How the launcher tells a process which releases it is made of.</summary>
internal static class LaunchedRelease
{
    public const string NameVariable = "EDGE_RELEASE";
    public const string ManifestVariable = "EDGE_RELEASE_MANIFEST";
    public const string SiteNameVariable = "EDGE_SITE_RELEASE";
    public const string SiteManifestVariable = "EDGE_SITE_MANIFEST";

    private static readonly string[] Own = [NameVariable, ManifestVariable, SiteNameVariable, SiteManifestVariable];

    /// <summary>The environment of this process for the one that it becomes.</summary>
    /// <param name="app">Null: the installed executable.</param>
    /// <param name="site">Null: the installed site file.</param>
    public static string[] Environment(SlotRelease? app, SlotRelease? site) =>
    [
        .. System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => !Own.Contains(entry.Key)).Select(entry => $"{entry.Key}={entry.Value}"),
        .. Pair(NameVariable, ManifestVariable, app), .. Pair(SiteNameVariable, SiteManifestVariable, site),
    ];

    private static string[] Pair(string name, string manifest, SlotRelease? release) =>
        release is null ? [] : [$"{name}={release.Release}", $"{manifest}={release.Manifest}"];
}
