using Edge.Updates.Releases;

namespace Edge.Platform.Updates;

/// <summary>Where the files of updates are.</summary>
/// <param name="Slots">Written by the slot writer alone, read by everybody.</param>
/// <param name="Spool">Written by the fetcher alone; nothing in it is believed.</param>
/// <param name="Setup">The map and the first roots, put there when the machine was set up.</param>
public sealed record UpdateFolders(string Slots, string Spool, string Setup)
{
    public const string DefaultSlots = "/var/lib/edge-slots";
    public const string DefaultSpool = "/var/spool/edge-fetch";
    public const string DefaultSetup = "/etc/edge/updates";

    /// <summary>The folder of a repository inside the spool; the same form as on a stick or a server.</summary>
    public string SpoolOf(string repository) => Path.Combine(Spool, repository);

    /// <summary>The fetcher's own trusted metadata.</summary>
    public string FetcherTrust(string repository) => Path.Combine(Spool, TrustBelow(repository));

    /// <summary>Written last, when everything for one release is there: it wakes the slot writer.</summary>
    public string Ready => Path.Combine(Spool, "ready");

    /// <summary>The operating system has a slot writer of its own, and a mark of its own.</summary>
    public string ReadyOf(string component) => component == ReleaseManifest.Os ? Path.Combine(Spool, "ready-os") : Ready;

    /// <summary>Which boot loader and which partitions there are; missing: the operating system is not updated here.</summary>
    public string Boot => Path.Combine(Setup, "boot.json");

    /// <summary>Held by the one slot writer, whatever it writes.</summary>
    public string Writing => Path.Combine(Slots, ReleaseManifest.App, "writing");

    /// <summary>Where trusted metadata lie below the folder of the process that trusts them.</summary>
    public static string TrustBelow(string repository) => $"trusted/{repository}";

    /// <summary>Where the slot writer leaves what happened for the audit log; <see cref="Audit.EventSpool"/>.</summary>
    public string SlotEvents => Path.Combine(Slots, "events");

    /// <summary>The same of the fetcher.</summary>
    public string FetchEvents => Path.Combine(Spool, "events");

    public string CurrentMap => Path.Combine(Slots, "map.json");

    public string FirstMap => Path.Combine(Setup, "map.json");

    public string FirstRoot(string repository) => Path.Combine(Setup, $"{repository}.root.json");
}
