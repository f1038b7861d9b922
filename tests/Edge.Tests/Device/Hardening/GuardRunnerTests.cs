using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Tests.Audit;

namespace Edge.Tests.Device.Hardening;

public sealed class GuardRunnerTests : IDisposable
{
    private const string Policy = "aa";
    private static readonly BootId Boot = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
    private static readonly Survivor Channel = new("operator channel", Found.Of(FoundKind.NetDevice, "eth0"));

    private static readonly GuardStep[] Steps =
    [
        new(Mechanism.Sysctl, "kernel.sysrq", "0", Tier.Disabled, []),
        new(Mechanism.RadioBlock, "wifi", "blocked", Tier.Disabled, []),
        new(Mechanism.Link, "eth1", "down", Tier.Disabled, []),
        new(Mechanism.Unit, "ssh.service", "masked", Tier.Disabled, []),
        new(Mechanism.Module, "usb_storage", "barred", Tier.Absent, []),
        new(Mechanism.Account, "pi", "locked", Tier.Disabled, []),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-guard-").FullName;
    private readonly SimulatedMachine _machine = new();
    private readonly RecordedTrail _trail = new();

    public GuardRunnerTests()
    {
        string[] values = ["438", "open", "up", "active", "loaded", "open"];
        foreach ((GuardStep step, string value) in Steps.Zip(values)) { _machine[step.Key] = value; }
    }

    public static TheoryData<int> EveryOperation => [.. Enumerable.Range(1, 52)];

    private static GuardPlan Plan => new([new PlanEntry("all", "test", Decision.Off, "-", [.. Steps])],
        [Channel]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Applies_ReadsBack_AndPutsEverythingBack()
    {
        Dictionary<string, string> before = new(_machine.Values);
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(Plan, Policy);
        Assert.All(results.Values, result => Assert.Equal(StepOutcome.Applied, result.Outcome));
        Assert.All(Steps, step => Assert.Equal(step.Wanted, _machine[step.Key]));
        Assert.All(Runner().Apply(Plan, Policy).Values, result =>
            Assert.Equal(StepOutcome.AlreadySo, result.Outcome));
        Assert.Equal(Steps.Length, Runner().Undo().Count);
        Assert.Equal(before, _machine.Values);
        Assert.Empty(Ledger().Entries);
    }

    [Fact]
    public void PutsBack_NothingThatSomebodyPutBackAlready()
    {
        Runner().Apply(Plan, Policy);
        _machine["link eth1"] = "up";
        _machine.Refuses.Add("link eth1");
        Assert.Contains(Runner().Undo(), each => each is { Step.Target: "eth1", Result.Outcome: StepOutcome.AlreadySo });
        Assert.Empty(Ledger().Entries);
    }

    // The trap of docs/security.md: a setting that is taken without an error and changes nothing.
    [Fact]
    public void Reports_AWriteWithoutEffectAsFailed()
    {
        _machine.Lies.Add("rfkill wifi");
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(Plan, Policy);
        Assert.Equal((StepOutcome.NoEffect, "open"), (results["rfkill wifi"].Outcome,
            results["rfkill wifi"].Now));
        Assert.Equal(GuardVerdict.Red, GuardReport.VerdictOf(true, GuardReports.Entries(Plan, results)));
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Failed,
            Subject: "rfkill wifi" });
    }

    [Fact]
    public void Reports_ARefusedWriteAsFailed_AndGoesOn()
    {
        _machine.Refuses.Add("unit ssh.service");
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(Plan, Policy);
        Assert.Equal((StepOutcome.Failed, "refused by the test"),
            (results["unit ssh.service"].Outcome, results["unit ssh.service"].Words));
        Assert.Equal("locked", _machine["account pi"]);
    }

    [Fact]
    public void Takes_TheHighestTierThatWorks_ForARadioWhoseModuleIsInUse()
    {
        _machine.Refuses.Add("module usb_storage");
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(Plan, Policy);
        Assert.Equal(StepOutcome.LowerTier, results["module usb_storage"].Outcome);
        Assert.Equal(GuardVerdict.Green, GuardReport.VerdictOf(true, GuardReports.Entries(Plan, results)));
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Failed);
        _machine.Lies.Add("rfkill wifi");
        _machine["rfkill wifi"] = "open";
        Assert.Equal(StepOutcome.Failed, Runner().Apply(Plan, Policy)["module usb_storage"].Outcome);
    }

    [Fact]
    public void Undoes_OnlyTheStepThatBrokeASurvivor_AndDoesNotTryItAgain()
    {
        _machine.Breaks["unit ssh.service"] = "eth0";
        GuardRunner runner = Runner();
        IReadOnlyDictionary<string, StepResult> results = runner.Apply(Plan, Policy);
        Assert.Equal(StepOutcome.Undone, results["unit ssh.service"].Outcome);
        Assert.Equal("active", _machine["unit ssh.service"]);
        Assert.True(_machine.IsAlive(Channel));
        Assert.All(Steps.Where(step => step.Mechanism != Mechanism.Unit), step =>
            Assert.Equal(step.Wanted, _machine[step.Key]));
        int writes = _machine.Writes.Count;
        Assert.Equal(StepOutcome.Undone, runner.Apply(Plan, Policy)["unit ssh.service"].Outcome);
        Assert.Equal(writes, _machine.Writes.Count);
    }

    [Fact]
    public void Undoes_Nothing_WhenSomethingWasLostBeforeOrOutside()
    {
        _machine.Lose("eth0");
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(Plan, Policy);
        Assert.All(results.Values, result => Assert.Equal(StepOutcome.Applied, result.Outcome));
        Assert.All(Runner().Apply(Plan, Policy).Values, result =>
            Assert.Equal(StepOutcome.AlreadySo, result.Outcome));
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Undone);
    }

    // Goal: a guard killed at every operation is completed by the next start, and can still put back what was
    // at first.
    [Theory, MemberData(nameof(EveryOperation))]
    public void Completes_WhatAKilledGuardBegan(int operation)
    {
        Dictionary<string, string> before = new(_machine.Values);
        _machine.KillAt = operation;
        try
        {
            Runner().Apply(Plan, Policy);
        }
        catch (KilledException)
        {
            // As SIGKILL: nothing of the runner goes on.
        }

        _machine.Restart();
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(Plan, Policy);
        Assert.All(results.Values, result =>
            Assert.True(result.Outcome is StepOutcome.Applied or StepOutcome.AlreadySo, $"{result}"));
        Assert.All(Steps, step => Assert.Equal(step.Wanted, _machine[step.Key]));
        Runner().Undo();
        Assert.Equal(before, _machine.Values);
    }

    // The same with a step that breaks a survivor: killed before it could look, the next start takes the step
    // back.
    [Theory, MemberData(nameof(EveryOperation))]
    public void TakesBack_WhatBrokeASurvivor_AlsoAfterAKill(int operation)
    {
        _machine.Breaks["link eth1"] = "eth0";
        _machine.KillAt = operation;
        try
        {
            Runner().Apply(Plan, Policy);
        }
        catch (KilledException)
        {
            // The same.
        }

        _machine.Restart();
        GuardRunner next = Runner();
        next.Apply(Plan, Policy);
        Assert.True(_machine.IsAlive(Channel), $"killed at {operation}");
        Assert.Equal("up", _machine["link eth1"]);
    }

    [Fact]
    public void Forgets_WithTheBootWhatTheBootResets_AndKeepsLogins()
    {
        Runner().Apply(Plan, Policy);
        var next = new UndoLedger(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"),
            new BootId(Guid.Parse("10112233-4455-6677-8899-aabbccddeeff")));
        Assert.Equal(["account pi"], next.Entries.Select(entry => entry.Step.Key));
    }

    [Fact]
    public void PutsBack_WhatAnotherSiteFileDoesNotWant()
    {
        Runner().Apply(Plan, Policy);
        GuardPlan other = new([new PlanEntry("all", "test", Decision.Off, "-", [.. Steps.Where(step => step.Mechanism != Mechanism.Unit)])], [Channel]);
        int writes = _machine.Writes.Count;
        Runner().Release(other, "bb");
        Assert.Equal(["unit ssh.service = active"], _machine.Writes[writes..]);
        Assert.All(Ledger().Entries, entry => Assert.Equal("bb", entry.Policy));
        Runner().Release(other, "bb");
        Assert.Equal(writes + 1, _machine.Writes.Count);
    }

    [Fact]
    public void Prepares_UnitsTogether_AndTakesEachByItself_AlsoWhereThatFails()
    {
        GuardStep other = new(Mechanism.Unit, "cups.service", "masked", Tier.Disabled, []);
        _machine[other.Key] = "active";
        var plan = new GuardPlan([new PlanEntry("all", "test", Decision.Off, "-", [.. Steps, other])], [Channel]);
        _machine.Refuses.Add(other.Key);
        IReadOnlyDictionary<string, StepResult> results = Runner().Apply(plan, Policy);
        Assert.Equal(["ssh.service", "cups.service"], Assert.Single(_machine.Gathered));
        Assert.Equal((StepOutcome.Applied, "active"), (results["unit ssh.service"].Outcome, results["unit ssh.service"].Before));
        Assert.Equal((StepOutcome.Failed, "refused by the test"), (results[other.Key].Outcome, results[other.Key].Words));
        _machine.Refuses.Clear();
        Assert.Equal(StepOutcome.Applied, Runner().Apply(plan, Policy)[other.Key].Outcome);
        Assert.Equal(["cups.service"], _machine.Gathered[^1]);
        int gathered = _machine.Gathered.Count;
        Runner().Apply(plan, Policy);
        Assert.Equal(gathered, _machine.Gathered.Count);
    }

    [Fact]
    public void Undoes_AUnitThatEndsByItself()
    {
        Runner().Apply(Plan, Policy);
        _machine.Ends.Add("unit ssh.service");
        StepResult undone = Runner().Undo().Single(each => each.Step.Mechanism == Mechanism.Unit).Result;
        Assert.Equal((StepOutcome.Applied, "inactive", "started, and ended by itself"), (undone.Outcome, undone.Now, undone.Words));
        Assert.Empty(Ledger().Entries);
    }

    [Fact]
    public void Undoes_WithoutAFault_WhatNeedNotOrCannotBeUndoneInThisBoot()
    {
        GuardStep load = new(Mechanism.Module, "ftdi_sio", "loaded", default, []);
        GuardStep medium = new(Mechanism.Mount, "/media/stick", "absent", Tier.Disabled, []);
        (_machine[load.Key], _machine[medium.Key]) = ("loadable", "/dev/sda vfat rw");
        Runner().Apply(new GuardPlan([new PlanEntry("x", "module", Decision.Off, "-", [load, medium])], []), Policy);
        _machine.Refuses.Add(load.Key);
        _machine.Missing.Add(medium.Key);
        Dictionary<string, StepResult> undone = Runner().Undo().ToDictionary(each => each.Step.Key, each => each.Result);
        Assert.Equal((StepOutcome.NotThere, "taken out by the test"), (undone[medium.Key].Outcome, undone[medium.Key].Words));
        Assert.Equal(StepOutcome.AtNextBoot, undone[load.Key].Outcome);
        Assert.Empty(Ledger().Entries);
    }

    [Fact]
    public void SetsAside_ALedgerThatIsDamaged()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        string path = Path.Combine(_folder, "state", "ledger.json");
        foreach (string damaged in (string[])["[{", "[{\"mechanism\":1}]", "[null]", new string('x', 100)])
        {
            File.WriteAllText(path, damaged);
            UndoLedger ledger = Ledger();
            Assert.True(ledger.WasDamaged, damaged);
            Assert.Empty(ledger.Entries);
            Assert.Equal(damaged, File.ReadAllText($"{path}.damaged"));
        }
    }

    [Fact]
    public void Leaves_TheKernelOpen_WhileADeclaredModuleIsMissing()
    {
        GuardStep load = new(Mechanism.Module, "ftdi_sio", "loaded", default, []);
        GuardStep close = new(Mechanism.Sysctl, "kernel.modules_disabled", "1", Tier.Disabled, []);
        (_machine[load.Key], _machine[close.Key]) = ("loadable", "0");
        _machine.Refuses.Add(load.Key);
        var plan = new GuardPlan([new PlanEntry("x", "module", Decision.Off, "-", [load, close])], []);
        Assert.Equal(StepOutcome.Failed, Runner().Apply(plan, Policy)[close.Key].Outcome);
        Assert.Equal("0", _machine[close.Key]);
        _machine.Refuses.Clear();
        Assert.Equal(StepOutcome.Applied, Runner().Apply(plan, Policy)[close.Key].Outcome);
    }

    private UndoLedger Ledger() => new(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"), Boot);

    private GuardRunner Runner() => new(_machine, Ledger(), Broken(), _trail);

    private BrokenSteps Broken() => new(Path.Combine(_folder, "state"), _trail, () => StoppedClock.Noon);
}
