using Edge.Device.Clock;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Platform.Updates;
using Edge.Profiles;

namespace Edge.Host.Doctor;

/// <summary>What the guard's report says, as a technician needs it: each thing that is not as wanted, and
/// what to do.</summary>
internal static class GuardFinding
{
    private const string Subject = "guard";
    private const int MostNamed = 3;

    public static Finding Of(Site site, GatewayOptions options)
    {
        if (site.Guard == GuardMode.ReportOnly)
        {
            return new Finding(Health.Doubtful, Subject, "enforces nothing here",
                "For a real gateway take guard: report-only out of the site file; first see: sudo edge guard plan");
        }
        Result<FileIdentityKey, string> key = FileIdentityKey.Open(Path.Combine(options.State,
            "identity.key"));
        if (!key.IsOk) { return new Finding(Health.Doubtful, Subject,
            "its report cannot be checked without the identity key",
                "Run as the gateway's user: sudo -u edge edge doctor"); }
        using FileIdentityKey identity = key.Value;
        GuardPolicy policy = PolicyFiles.Of(site, options.Trust, Updates(options));
        var device = DeviceDescriptor.Of(identity);
        byte[] bytes = ReportFile.Read(options.GuardReport);
        var clock = new MachineClock();
        if (UplinkGate.Judge(bytes, device, clock.Boot,
            policy.Hash(), clock.Now().MonotonicMilliseconds).TryGet(out Verified<GuardReport> report,
                out GateRefusal refusal))
        {
            return Good(report.Value);
        }
        if (refusal != GateRefusal.NotGreen || !GuardReportCodec.Verify(bytes, device).TryGet(out report,
            out _))
        {
            return new Finding(Health.Bad, Subject, refusal.Words(),
                "The uplink stays closed; readings are sealed and kept. Look at the log: journalctl -u edge-guard");
        }
        IEnumerable<string> troubles = report.Value.Troubles.Take(MostNamed).Select(each =>
            $"{each.Entry.Kind} {each.Entry.Name}: {Words.Of(each.Step.Mechanism)} {each.Step.Target} {Words.Of(each.Step.Outcome)}");
        return new Finding(
            Health.Bad, Subject, Printable.Of(string.Join("; ", troubles)),
            "The uplink stays closed; readings are sealed and kept. See everything: sudo edge guard verify. If it is needed here, declare it in the site file");
    }

    /// <summary>What is as declared and will not work, one finding each, whatever the report says.</summary>
    public static IEnumerable<Finding> Warned(Site site, GatewayOptions options)
    {
        UpdateFolders updates = Updates(options);
        return PolicyFiles.Warnings(PolicyFiles.Of(site, options.Trust, updates), updates).Select(warning =>
            new Finding(Health.Doubtful, Subject, Printable.Of(warning),
                "See what may be reached: sudo edge guard plan"));
    }

    private static UpdateFolders Updates(GatewayOptions options) =>
        new(options.Slots ?? UpdateFolders.DefaultSlots, "", options.Setup ?? UpdateFolders.DefaultSetup);

    private static Finding Good(GuardReport report)
    {
        ReportedEntry[] spared = [.. report.Entries.Where(entry => entry.Decision == Decision.Spared)];
        int off = report.Entries.Count(entry => entry.Decision == Decision.Off);
        return spared.Length == 0
            ? Finding.Good(Subject, $"{off} things are off and were read back")
            : new Finding(
                Health.Doubtful, Subject,
                    Printable.Of($"{spared[0].Kind} {spared[0].Name} stays on although nobody declares it: {spared[0].Note}"),
                "Declare it in the site file, or connect differently what needs it");
    }
}
