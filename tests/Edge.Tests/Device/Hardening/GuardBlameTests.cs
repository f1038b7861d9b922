using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Tests.Audit;

namespace Edge.Tests.Device.Hardening;

// Goal: nobody opens a step by pulling out or ending what must survive while the step is under way.
public sealed class GuardBlameTests : IDisposable
{
    private const string Policy = "aa";
    private static readonly BootId Boot = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
    private static readonly Survivor Channel = new("operator channel", Found.Of(FoundKind.NetDevice, "eth0"));

    private static readonly GuardStep[] Steps =
    [
        new(Mechanism.Sysctl, "kernel.sysrq", "0", Tier.Disabled, []),
        new(Mechanism.Link, "eth1", "down", Tier.Disabled, []),
        new(Mechanism.Unit, "ssh.service", "masked", Tier.Disabled, []),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-blame-").FullName;
    private readonly SimulatedMachine _machine = new();
    private readonly RecordedTrail _trail = new();

    public GuardBlameTests()
    {
        foreach ((GuardStep step, string value) in Steps.Zip(["438", "up", "active"])) { _machine[step.Key] = value; }
    }

    private static GuardPlan Plan => new([new PlanEntry("all", "test", Decision.Off, "-", [.. Steps])], [Channel]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("unit ssh.service", FoundKind.UsbDevice, "1-4", true)]
    [InlineData("unit ssh.service", FoundKind.NetDevice, "wwan0", true)]
    [InlineData("unit ssh.service", FoundKind.Unit, "edge-fetch.service", false)]
    [InlineData("unit ssh.service", FoundKind.Unit, "edge.service", false)]
    [InlineData("sysctl kernel.sysrq", FoundKind.NetDevice, "wwan0", true)]
    [InlineData("link eth1", FoundKind.NetDevice, "wwan0", true)]
    public void Opens_Nothing_WhenASurvivorEndsByItselfDuringAStep(string key, FoundKind kind, string name, bool isPulled)
    {
        var survivor = new Survivor("survivor", Found.Of(kind, name, kind == FoundKind.Unit ? null : $"/devices/usb1/1-4/{name}"));
        GuardStep step = Steps.Single(each => each.Key == key);
        string before = _machine[key];
        _machine.Written = (written, value) =>
        {
            if (written != key || value != step.Wanted) { return; }
            if (isPulled) { _machine.Pulled.Add(name); } else { _machine.Lose(name); }
        };
        GuardPlan plan = Plan with { Survivors = [survivor] };
        Assert.Equal(StepOutcome.Applied, Runner().Apply(plan, Policy)[key].Outcome);
        Assert.Equal(step.Wanted, _machine[key]);
        Assert.DoesNotContain($"{key} = {before}", _machine.Writes);
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Undone);
    }

    [Fact]
    public void Takes_AStepAgain_WhereUndoingItDoesNotHelp()
    {
        _machine.Written = (key, value) =>
        {
            if ((key, value) == ("unit ssh.service", "masked")) { _machine.Lose("eth0"); }
        };
        TimeSpan waited = default;
        var runner = new GuardRunner(_machine, Ledger(), Broken(), _trail, pause => waited += pause);
        StepResult result = runner.Apply(Plan, Policy)["unit ssh.service"];
        Assert.Equal((StepOutcome.Applied, "active", "masked"), (result.Outcome, result.Before, result.Now));
        Assert.Contains("did not help", result.Words, StringComparison.Ordinal);
        Assert.Equal(["unit ssh.service = masked", "unit ssh.service = active", "unit ssh.service = masked"],
            _machine.Writes.Where(write => write.StartsWith("unit", StringComparison.Ordinal)));
        Assert.InRange(waited, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.Contains(Ledger().Entries, entry => entry is { Step.Target: "ssh.service", Before: "active" });
    }

    // A killed guard: the next one finds a survivor dead that this step cannot have broken, or that undoing
    // does not bring back.
    [Theory]
    [InlineData(FoundKind.Unit, "edge-slot.service")]
    [InlineData(FoundKind.NetDevice, "eth0")]
    public void Completes_AStep_AlsoWhereASurvivorEndedWhileTheGuardWasDead(FoundKind kind, string name)
    {
        var survivor = new Survivor("survivor", Found.Of(kind, name));
        GuardStep step = Steps.Single(each => each.Mechanism == Mechanism.Unit);
        Ledger().Begin(step, "active", [survivor], Policy);
        _machine[step.Key] = "masked";
        _machine.Lose(name);
        var next = new GuardRunner(_machine, Ledger(), Broken(), _trail, _ => { });
        next.Apply(Plan with { Survivors = [survivor] }, Policy);
        Assert.Equal("masked", _machine[step.Key]);
        Assert.Null(Ledger().UnderWay());
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Undone);
    }

    [Theory]
    [InlineData(Mechanism.Sysfs, "/sys/bus/usb/devices/1-1/authorized", FoundKind.NetDevice,
        "/devices/usb1/1-1/1-1.1/net/eth0", true)]
    [InlineData(Mechanism.Sysfs, "/sys/bus/usb/devices/1-2/authorized", FoundKind.NetDevice,
        "/devices/usb1/1-1/1-1.1/net/eth0", false)]
    [InlineData(Mechanism.Sysfs, "/sys/module/smsc95xx/parameters/x", FoundKind.NetDevice,
        "/devices/usb1/1-1/1-1.1/net/eth0", true)]
    [InlineData(Mechanism.Sysfs, "/sys/kernel/config/usb_gadget/g/UDC", FoundKind.NetDevice,
        "/devices/soc/udc/gadget.0/net/usb0", true)]
    [InlineData(Mechanism.Binding, "/devices/usb1/1-1", FoundKind.UsbDevice, "/devices/usb1/1-1/1-1.1", true)]
    [InlineData(Mechanism.Binding, "/devices/usb1/1-1", FoundKind.UsbDevice, "/devices/usb1/1-11", false)]
    [InlineData(Mechanism.Module, "smsc95xx", FoundKind.NetDevice, "/devices/usb1/1-1/1-1.1/net/eth0", true)]
    [InlineData(Mechanism.Module, "wireguard", FoundKind.NetDevice, "/devices/virtual/net/wg0", true)]
    [InlineData(Mechanism.Module, "wireguard", FoundKind.UsbDevice, "/devices/usb1/1-1", false)]
    [InlineData(Mechanism.Firewall, FirewallText.Table, FoundKind.NetDevice,
        "/devices/usb1/1-1/1-1.1/net/eth0", false)]
    [InlineData(Mechanism.Account, "pi", FoundKind.NetDevice, "/devices/usb1/1-1/1-1.1/net/eth0", false)]
    public void Blames_OnlyWhatLiesOnTheWay(Mechanism mechanism, string target, FoundKind kind, string device, bool canBreak)
    {
        var survivor = new Survivor("survivor", Found.Of(kind, "name", device, "module:smsc95xx"));
        Assert.Equal(canBreak, new GuardStep(mechanism, target, "x", Tier.Disabled, []).CanBreak(survivor, isThere: true));
    }

    private UndoLedger Ledger() => new(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"), Boot);

    private GuardRunner Runner() => new(_machine, Ledger(), Broken(), _trail);

    private BrokenSteps Broken() => new(Path.Combine(_folder, "state"), _trail, () => StoppedClock.Noon);
}
