namespace Edge.Device.Hardening;

/// <summary>Where the guard has its files.</summary>
/// <param name="State">Outlives a power cut: the ledger, what files were. Nothing in it stays open, so
/// that the file system below may become read-only.</param>
/// <param name="Run">Ends with the boot: the report, and who is at work.</param>
public sealed record GuardFolders(string State, string Run)
{
    public const string DefaultState = "/var/lib/edge-guard";
    public const string DefaultRun = "/run/edge-guard";

    /// <summary>The newest report of this boot; everybody may read it.</summary>
    public string Report => Path.Combine(Run, "report");

    /// <summary>Milliseconds since the boot at which the report was green last; everybody may read
    /// it.</summary>
    public string LastGreen => Path.Combine(Run, "last-green");

    /// <summary>Held while steps are taken: one guard at a time.</summary>
    public string Acting => Path.Combine(Run, "acting");
}
