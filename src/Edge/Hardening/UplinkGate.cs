using Edge.Keys;

namespace Edge.Hardening;

/// <summary>Why the uplink stays closed. Numbers are never reordered.</summary>
public enum GateRefusal : byte
{
    /// <summary>There is no report: the guard has not finished, or does not run.</summary>
    NoReport = 1,
    /// <summary>Not signed by this device's guard, or damaged.</summary>
    NotGenuine = 2,
    /// <summary>From another start of the machine.</summary>
    OtherBoot = 3,
    /// <summary>About another site file, board profile or list of peers than this gateway runs.</summary>
    OtherPolicy = 4,
    /// <summary>Its plan hash is not that of what it tells.</summary>
    PlanMismatch = 5,
    /// <summary>Something that is to be off was not read back as off.</summary>
    NotGreen = 6,
    /// <summary>The guard has not signed it anew for a while: it has ended, or hangs.</summary>
    TooOld = 7,
}

/// <summary>Decides whether a gateway may join: only behind a green report of its own guard, of this boot,
/// about this policy.</summary>
public static class UplinkGate
{
    /// <param name="report">The bytes in the guard's folder; empty: there are none.</param>
    /// <param name="now">Milliseconds since the boot.</param>
    /// <returns>The report, or why not.</returns>
    public static Result<Verified<GuardReport>, GateRefusal> Judge(
        ReadOnlyMemory<byte> report, DeviceDescriptor device, BootId boot, ReadOnlySpan<byte> policyHash,
            long now)
    {
        if (report.IsEmpty) { return GateRefusal.NoReport; }
        if (!GuardReportCodec.Verify(report, device).TryGet(out Verified<GuardReport> verified,
            out _)) { return GateRefusal.NotGenuine; }
        GuardReport told = verified.Value;
        if (told.Boot != boot) { return GateRefusal.OtherBoot; }
        if (!told.PolicyHash.Span.SequenceEqual(policyHash)) { return GateRefusal.OtherPolicy; }
        if (!told.PlanHash.Span.SequenceEqual(GuardReports.PlanHashOf(told))) { return GateRefusal.PlanMismatch; }
        bool isGreen = told.Verdict == GuardVerdict.Green && GuardReport.VerdictOf(true,
            told.Entries) == GuardVerdict.Green;
        if (!isGreen) { return GateRefusal.NotGreen; }
        return told.IsOld(now) ? GateRefusal.TooOld : verified;
    }

    /// <summary>For people: what it means, and what to do.</summary>
    public static string Words(this GateRefusal refusal) => refusal switch
    {
        GateRefusal.NoReport => "there is no report of the guard yet; see: systemctl status edge-guard",
        GateRefusal.NotGenuine =>
            "the guard's report is damaged or not of this device; start the guard anew: systemctl restart edge-guard",
        GateRefusal.OtherBoot => "the guard's report is from another boot; see: systemctl status edge-guard",
        GateRefusal.OtherPolicy =>
            "the guard's report is about another site file; start the guard anew: systemctl restart edge-guard",
        GateRefusal.PlanMismatch =>
            "the guard's report contradicts itself; start the guard anew: systemctl restart edge-guard",
        GateRefusal.TooOld => "the guard has not looked for a quarter of an hour; start it anew: systemctl restart edge-guard",
        GateRefusal.NotGreen => "something that is to be off is not; see: edge guard verify",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "no refusal"),
    };
}
