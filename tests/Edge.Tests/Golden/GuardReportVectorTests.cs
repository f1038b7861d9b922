using Edge.Hardening;
using Edge.Keys;
using Edge.Sensing;

namespace Edge.Tests.Golden;

/// <summary>The golden guard report of docs/formats/guard-report.md.</summary>
public sealed class GuardReportVectorTests
{
    private const string Name = "guard-report";

    /// <summary>One interface off by two steps, one kept, one spared.</summary>
    internal static GuardReport Report(DeviceId device)
    {
        ReportedEntry[] entries =
        [
            new("wifi", "radio", Decision.Off, "not declared",
            [
                new(Mechanism.RadioBlock, Tier.Disabled, "wifi", "blocked", "blocked", StepOutcome.Applied),
                new(Mechanism.Module, Tier.Absent, "brcmfmac", "barred", "barred", StepOutcome.AlreadySo),
            ]),
            new("ethernet", "wired", Decision.Kept, "the site keeps it", []),
            new("camera", "camera", Decision.Off, "nothing of it is there",
                [new(Mechanism.BootLine, Tier.Absent, "config:camera_auto_detect=0", "present", null,
                    StepOutcome.AtNextBoot)]),
        ];
        return new GuardReport(
            device, PublishedKeys.Boot, new byte[32], GuardReports.PlanHashOf(entries),
                new ReadingTime(4_200, 1_790_000_000_000, TimeQuality.FreeRunning),
            1, GuardVerdict.Green, [.. entries]);
    }

    [Fact]
    public void Writes_TheBytesOfTheVector()
    {
        byte[]? stored = GoldenWorld.Stored(Name);
        using var identity = new PublishedIdentity(stored?[3..(3 + stored[2])]);
        using SigningIdentity signer = SigningIdentity.FromSeed(PublishedKeys.SignerSeed, identity,
            KeyPurpose.GuardReports, PublishedKeys.Boot);
        GoldenWorld.Matches(Name, GuardReportCodec.Sign(Report(signer.Certificate.Value.Device), signer));
    }

    [Fact]
    public void Reads_TheVectorAsItWasWritten()
    {
        using var identity = new PublishedIdentity(null);
        DeviceDescriptor device = DeviceDescriptor.Of(identity);
        GuardReport read = GuardReportCodec.Verify(GoldenWorld.Stored(Name), device).Value.Value;
        GuardReport made = Report(device.Device);
        Assert.Equal(GuardReportCodec.Encode(made), GuardReportCodec.Encode(read));
        Assert.Equal(made.PlanHash.ToArray(), GuardReports.PlanHashOf(read));
    }
}
