using Edge.Profiles;

namespace Edge.Hardening;

/// <summary>Whether the fetcher and the bell may use the network: as the uplink, behind a green report of
/// this boot that is not old.</summary>
/// <remarks>They have no identity to check it with, and need none: the folder it lies in is root's. A gateway
/// whose guard is broken must
/// not be out of reach for the release that mends it: after <see cref="LongestWait"/> without a green report
/// they go all the same; what
/// they fetch is verified by itself.</remarks>
public static class FetchGate
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <param name="report">Its bytes; empty: there is none.</param>
    /// <param name="lastGreen">Milliseconds since the boot at which a report was green last; 0: none was in
    /// this boot.</param>
    /// <param name="now">Milliseconds since the boot.</param>
    public static FetchAnswer Judge(GuardMode mode, ReadOnlyMemory<byte> report, BootId boot, long lastGreen,
        long now)
    {
        if (mode == GuardMode.ReportOnly) { return new(true, "the site file says guard: report-only"); }
        if (Refusal(report, boot, now) is not { } refusal) { return new(true,
            "the guard's report is green"); }
        long waited = now - Math.Clamp(lastGreen, 0, now);
        return waited >= LongestWait.TotalMilliseconds
            ? new(true, $"{refusal.Words()}; no report was green for {LongestWait.TotalHours:0} hours: what mends it has to come somehow")
            : new(false, $"{refusal.Words()}. The network is used behind a green report, or {LongestWait.TotalHours:0} hours after the last one.");
    }

    private static GateRefusal? Refusal(ReadOnlyMemory<byte> report, BootId boot, long now)
    {
        if (report.IsEmpty) { return GateRefusal.NoReport; }
        if (!GuardReportCodec.ReadUnverified(report).TryGet(out GuardReport told,
            out _)) { return GateRefusal.NotGenuine; }
        if (told.Boot != boot) { return GateRefusal.OtherBoot; }
        if (told.IsOld(now)) { return GateRefusal.TooOld; }
        return told.Verdict == GuardVerdict.Green ? null : GateRefusal.NotGreen;
    }
}

/// <param name="MayGo">Whether the network may be used now.</param>
/// <param name="Why">In words, with what to do where it may not.</param>
public sealed record FetchAnswer(bool MayGo, string Why);
