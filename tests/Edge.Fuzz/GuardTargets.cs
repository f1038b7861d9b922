using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Device.Hardening;
using Edge.Device.Systemd;
using Edge.Hardening;
using Edge.Keys;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Fuzz;

/// <summary>The decoders of what the guard reports.</summary>
internal static class GuardTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        var identity = new FuzzIdentity();
        var boot = new BootId(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        SigningIdentity signer = SigningIdentity.Create(identity, KeyPurpose.GuardReports, boot);
        var device = DeviceDescriptor.Of(identity);
        GuardReport report = Report(device.Device, boot);
        yield return new FuzzTarget("guard-report", [GuardReportCodec.Sign(report, signer)], bytes =>
            Name(GuardReportCodec.Verify(bytes, device)));
        yield return new FuzzTarget("guard-report-body", [GuardReportCodec.Encode(report)], Body);
        yield return new FuzzTarget("guard-broken", [BrokenStep.Write([new("unit a.service", "aa", FoundKind.NetDevice, "eth0", 1)])], bytes =>
            BrokenStep.Read(bytes) is { } steps ? $"{BrokenStep.Read(BrokenStep.Write(steps))!.SequenceEqual(steps)}" : "refused");
        yield return new FuzzTarget("guard-probation", [ProbationCodec.Write(boot, Tried())], bytes =>
            ProbationCodec.Read(bytes) is { } kept ? $"{ProbationCodec.Read(ProbationCodec.Write(kept.Boot, kept.State))!.State.Steps.Length}"
                : "refused");
        var bare = GuardPolicy.Bare([new(new("10.0.0.1", new NetworkPort(443, "tcp")), "x")]);
        yield return new FuzzTarget("guard-policy", [PolicyCodec.Write(bare)], Policy);
        yield return new FuzzTarget("systemd-units", [Units()], Listed);
        yield return new FuzzTarget("systemd-rights", [Rights()], Networks);
        yield return new FuzzTarget("packet-filter-generation", [Convert.FromHexString(Generation)], bytes =>
            PacketFilter.GenerationIn(bytes) is null ? "nothing" : "ok");
        yield return new FuzzTarget("packet-filter-table", [Convert.FromHexString(NoTable)], bytes => $"{PacketFilter.HasTableIn(bytes)}");
    }

    private static string Policy(byte[] bytes)
    {
        if (PolicyCodec.Read(bytes) is not { } policy) { return "refused"; }
        return PolicyCodec.Read(PolicyCodec.Write(policy))!.Hash().AsSpan().SequenceEqual(policy.Hash()) ? "ok"
            : throw new InvalidOperationException("what was read is not written as itself");
    }

    private static ProbationState Tried() => new(
        TimeSpan.FromSeconds(7),
        [
            new(new GuardStep(Mechanism.Unit, "a.service", "masked", Tier.Disabled, ["unit:a.service"]),
                ImmutableSortedDictionary<string, string>.Empty.Add("eth0", "2"), TimeSpan.FromSeconds(7), IsOnTheWay: true),
        ],
        ImmutableSortedDictionary<string, TimeSpan>.Empty.Add("eth0", TimeSpan.FromSeconds(9)));

    // As a kernel 6.1 answers: NFTA_GEN_ID 7, the process, its name.
    private const string Generation =
        "2c0000000f0a000000000000570000000000000708000100000000070800020000000057080003006e667400";

    // As a kernel 6.1 answers a question for a table that is not there: NLMSG_ERROR, -2.
    private const string NoTable = "340000000200000000000000570000" + "00feffffff20000000010a01000000000000000000";

    private static byte[] Units() => BusMessage.Answer(
        7, 3, null, BusUnit.ListType, BusUnit.WriteList([new("edge.service", "loaded", "active", ""), new("ssh.service", "masked", "inactive", "start")]));

    // One network of IPv4 in a list of them.
    private static byte[] Rights() => new BusWriter().Signature("a(iayu)").Word(16).Align(8).Word(2).Word(4).Bytes([10, 90, 0, 1]).Word(32).ToArray();

    private static string Networks(byte[] bytes)
    {
        try
        {
            return string.Join(' ', UnitRights.Networks(new BusReader(bytes)));
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }

    private static string Listed(byte[] bytes)
    {
        try
        {
            BusMessage message = BusMessage.Read(bytes);
            return $"{message.Kind} {BusUnit.ReadList(message).Count}";
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }

    // What is accepted is written so that it is accepted again, as itself.
    private static string Body(byte[] bytes)
    {
        if (!GuardReportCodec.ReadBody(bytes).TryGet(out GuardReport read,
            out KeyRefusal refusal)) { return $"{refusal}"; }
        byte[] written = GuardReportCodec.Encode(read);
        return GuardReportCodec.ReadBody(written).TryGet(out GuardReport again, out _)
            && GuardReportCodec.Encode(again).AsSpan().SequenceEqual(written)
            ? $"ok {GuardReport.VerdictOf(true, read.Entries)}"
            : throw new InvalidOperationException("what was read is not written as itself");
    }

    private static string Name(Result<Verified<GuardReport>, KeyRefusal> read) => read.IsOk ? "ok"
        : $"{read.Reason}";

    private static GuardReport Report(DeviceId device, BootId boot)
    {
        ReportedEntry[] entries =
        [
            new("wifi", "radio", Decision.Off, "not declared",
                [new(Mechanism.RadioBlock, Tier.Disabled, "wifi", "blocked", "blocked",
                    StepOutcome.Applied)]),
            new("usb", "usb", Decision.Spared, "root disk needs it", []),
            new("uart", "serial", Decision.Off, "-", [new(Mechanism.BootLine, Tier.Absent,
                "config:enable_uart=0", "present", null, StepOutcome.AtNextBoot)]),
        ];
        return new GuardReport(
            device, boot, new byte[32], GuardReports.PlanHashOf(entries),
                new ReadingTime(1, 2, TimeQuality.Holdover), 3, GuardVerdict.Red, [.. entries]);
    }

    private sealed class FuzzIdentity : IIdentityKey
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public ReadOnlyMemory<byte> SubjectPublicKeyInfo => _key.ExportSubjectPublicKeyInfo();

        public byte[] Sign(ReadOnlySpan<byte> message) =>
            _key.SignData(message.ToArray(), HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
