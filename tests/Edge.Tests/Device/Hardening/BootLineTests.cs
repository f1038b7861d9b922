using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Tests.Hardening;

namespace Edge.Tests.Device.Hardening;

public sealed class BootLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-boot-").FullName;

    private string Config => Path.Combine(_folder, "config.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A line in the section of another model, or one that a later line takes back, is there and does nothing.
    [Theory]
    [InlineData("[pi4]\ndtoverlay=disable-bt\n[all]\n", "dtoverlay:disable-bt",
        "[pi4]\ndtoverlay=disable-bt\n[all]\ndtoverlay=disable-bt\n")]
    [InlineData("enable_uart=0\nenable_uart=1\n", "config:enable_uart=0",
        "enable_uart=0\nenable_uart=1\nenable_uart=0\n")]
    [InlineData("enable_uart=0\n[pi4]\nenable_uart=1\n", "config:enable_uart=0",
        "enable_uart=0\n[pi4]\nenable_uart=1\n[all]\nenable_uart=0\n")]
    [InlineData("camera_auto_detect=1\n[pi4]\narm_boost=1\n", "config:camera_auto_detect=0",
        "camera_auto_detect=1\n[pi4]\narm_boost=1\n[all]\ncamera_auto_detect=0\n")]
    public void Writes_WhereEveryBoardTakesIt(string text, string target, string changed)
    {
        File.WriteAllText(Config, text);
        var hands = new LinuxHands(default, _folder, _folder, _folder);
        var step = new GuardStep(Mechanism.BootLine, target, "present", Tier.Absent, []);
        Assert.Equal("absent", hands.Read(step));
        hands.Write(step, "present");
        Assert.Equal(("present", changed), (hands.Read(step), File.ReadAllText(Config)));
        hands.Write(step, "present");
        Assert.Equal(changed, File.ReadAllText(Config));
    }

    [Fact]
    public void Says_ThatNothingIsDone_WithoutBootFiles()
    {
        var reader = new PlanReader(new LinuxHands(default, _folder, null, _folder));
        var step = new GuardStep(Mechanism.BootLine, "dtparam:spi=off", "present", Tier.Absent, []);
        var plan = new GuardPlan([new PlanEntry("spi", "bus", Decision.Off, "not kept", [step])], []);
        IReadOnlyDictionary<string, StepResult> results = reader.Verify(plan);
        Assert.Equal(StepOutcome.OutOfReach, results[step.Key].Outcome);
        string text = new PlanText(GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet"), plan,
            results, PlanView.Verified, []).ToString();
        Assert.Contains("! bus spi: stays ON", text, StringComparison.Ordinal);
        Assert.Contains("NOT DONE", text, StringComparison.Ordinal);
        Assert.Contains("1 out of reach", text, StringComparison.Ordinal);
    }
}
