namespace Edge.Host;

/// <summary>Whether what is written to standard error goes to the journal.</summary>
/// <remarks>The journal adds time and name itself and wants the level in front. Asking who the parent is, as libraries do,
/// fails in a unit that may not see other processes. Source: systemd.exec(5), $JOURNAL_STREAM.</remarks>
internal static class JournalStream
{
    public static bool TakesStandardError() => Is(
        Environment.GetEnvironmentVariable("JOURNAL_STREAM"), File.ResolveLinkTarget("/proc/self/fd/2", returnFinalTarget: false)?.Name);

    /// <param name="stream">Device and inode with a colon between, or null.</param>
    /// <param name="target">What standard error is, as /proc names it; null where there is no /proc.</param>
    public static bool Is(string? stream, string? target) =>
        stream?.Split(':') is [_, string inode] && target == $"socket:[{inode}]";
}
