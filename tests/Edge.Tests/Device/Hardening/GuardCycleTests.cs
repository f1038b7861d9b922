using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Keys;
using Edge.Tests.Audit;
using Edge.Tests.Golden;
using Edge.Tests.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: nothing that goes wrong beside the steps (no key, no room, a changed site file, too many entries)
// keeps something on or hides
// that it is.
public sealed class GuardCycleTests : IDisposable
{
    private const string Ssh = "unit ssh.service";
    private const string Login = "account pi";
    private const string Filter = "firewall inet edge_guard";
    private static readonly BootId Boot = PublishedKeys.Boot;

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-cycle-").FullName;
    private readonly SimulatedMachine _machine = new();
    private readonly RecordedTrail _trail = new();
    private readonly StoppedClock _clock = new(Boot);
    private readonly PublishedIdentity _identity = new(null);

    public GuardCycleTests()
    {
        (_machine[Ssh], _machine[Login], _machine[Filter], _machine["sysctl kernel.sysrq"]) = ("active", "open", "", "438");
        _machine.Items.AddRange([Found.Of(FoundKind.Unit, "ssh.service"), Found.Of(FoundKind.Account, "pi"), Found.Of(FoundKind.Setting, "kernel.sysrq")]);
    }

    private static GuardPolicy Policy => GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");

    private string State => Path.Combine(_folder, "state");

    private string Run => Path.Combine(_folder, "run");

    public void Dispose()
    {
        _identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Applies_WithoutAKey_TellsItOnce_AndReportsAsSoonAsThereIsOne()
    {
        bool isThere = false;
        using var signer = new GuardSigner(() => isThere ? Identity() : "the identity key is a pipe");
        GuardCycle cycle = Cycle(State, Run);
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "report"), "of a guard before");
        Assert.Null(cycle.Round(Policy, signer).Report);
        Assert.Equal(("masked", "locked", "0"), (_machine[Ssh], _machine[Login], _machine["sysctl kernel.sysrq"]));
        Assert.NotEqual("", _machine[Filter]);
        Assert.False(File.Exists(Path.Combine(Run, "report")));
        Assert.Null(cycle.Publish(signer));
        Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: "report", Text: "the identity key is a pipe" });
        isThere = true;
        Assert.Equal(GuardVerdict.Green, cycle.Publish(signer)!.Verdict);
        Assert.False(cycle.OwesReport);
        Assert.True(Judge(Policy).IsOk);
    }

    // A disk without room: a file stands in the place of the folder, and nothing can be made below it.
    [Fact]
    public void Applies_WhatEndsWithTheBoot_WithoutALedger_AndSaysSo()
    {
        using var signer = new GuardSigner(() => Identity());
        File.WriteAllText(State, "no room");
        GuardCycle cycle = Cycle(State, Run);
        GuardReport report = cycle.Round(Policy, signer).Report!;
        Assert.Equal(("masked", "open", "0"), (_machine[Ssh], _machine[Login], _machine["sysctl kernel.sysrq"]));
        Assert.NotEqual("", _machine[Filter]);
        Assert.Equal(GuardVerdict.Red, report.Verdict);
        Assert.Contains(report.Troubles, each => each.Step is { Mechanism: Mechanism.Account, Outcome: StepOutcome.Failed });
        Assert.Contains(report.Entries, each => each is { Name: "undo ledger", Kind: "guard" });
        Assert.Equal(GateRefusal.NotGreen, Judge(Policy).Reason);
        cycle.Round(Policy, signer);
        Assert.Single(_trail.Events, each => each.Subject == "undo ledger");

        // Another process of this boot can still put everything back.
        Assert.Contains(Ledger(State, Run).Entries, each => each is { Step.Target: "ssh.service", Before: "active" });
        File.Delete(State);
        Assert.Equal(GuardVerdict.Green, cycle.Round(Policy, signer).Report!.Verdict);
        Assert.Equal("locked", _machine[Login]);
        Assert.Contains(UndoLedger.Peek(State, Path.Combine(_folder, "none"), Boot), each => each.Step.Key == Ssh);
        Assert.False(File.Exists(Path.Combine(Run, "ledger.json")));
    }

    [Fact]
    public void Applies_WithoutRoomInEither()
    {
        using var signer = new GuardSigner(() => Identity());
        File.WriteAllText(State, "no room");
        File.WriteAllText(Run, "no room");
        GuardCycle cycle = Cycle(State, Run);
        Assert.Null(cycle.Round(Policy, signer).Report);
        Assert.Equal(("masked", "open", "0"), (_machine[Ssh], _machine[Login], _machine["sysctl kernel.sysrq"]));
        Assert.True(cycle.OwesReport);
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: "report" });
        File.Delete(Run);
        Assert.Equal(GuardVerdict.Red, cycle.Publish(signer)!.Verdict);
    }

    [Fact]
    public void Opens_Nothing_WhenTheSiteFileChanges_ButWhatItNames()
    {
        using var signer = new GuardSigner(() => Identity());
        GuardCycle cycle = Cycle(State, Run);
        cycle.Round(Policy, signer);
        int writes = _machine.Writes.Count;
        GuardPolicy other = Policy with { Hardening = Policy.Hardening with { NameServers = ["10.0.0.53"] } };
        Assert.Equal(GuardVerdict.Green, cycle.Round(other, signer).Report!.Verdict);
        Assert.StartsWith(Filter, Assert.Single(_machine.Writes[writes..]), StringComparison.Ordinal);
        Assert.All(Ledger(State, Run).Entries, entry => Assert.Equal(Convert.ToHexStringLower(other.Hash()), entry.Policy));

        GuardPolicy named = other with { Hardening = other.Hardening with { Services = ["ssh.service"] } };
        writes = _machine.Writes.Count;
        cycle.Round(named, signer);
        Assert.Equal(["unit ssh.service = active"], _machine.Writes[writes..]);
        Assert.Equal("locked", _machine[Login]);
    }

    [Fact]
    public void Reports_Red_AlsoForAStepBehindMoreEntriesThanFindRoom()
    {
        using var signer = new GuardSigner(() => Identity());
        _machine.Items.InsertRange(0, Enumerable.Range(10_000, 1_100).Select(port =>
            Found.Of(FoundKind.Socket, $"udp 0.0.0.0:{port}").With("port", $"{port}/udp").With("reach", "network")));
        _machine.Lies.Add("sysctl kernel.modules_disabled");
        _machine["sysctl kernel.modules_disabled"] = "0";
        _machine.Items.Add(Found.Of(FoundKind.Setting, "kernel.modules_disabled"));
        (GuardPlan plan, _, GuardReport? report) = Cycle(State, Run).Round(Policy, signer);
        Assert.True(plan.Entries.Length > GuardReport.MaxEntries);
        Assert.Equal(GuardReport.MaxEntries, report!.Entries.Length);
        Assert.Equal(GuardVerdict.Red, report.Verdict);
        Assert.Contains(report.Troubles, each => each.Step.Target == "kernel.modules_disabled");
        Assert.Equal($"and {plan.Entries.Length - GuardReport.MaxEntries + 1} more", report.Entries[^1].Name);
        Assert.Equal(GateRefusal.NotGreen, Judge(Policy).Reason);
    }

    // Goal: a report tells that the guard still looks; a guard that ended leaves one that grows old.
    [Fact]
    public void Renews_AReportThatStillHolds_WithoutAnEvent_AndLeavesWhenItWasGreen()
    {
        using var signer = new GuardSigner(() => Identity());
        GuardCycle cycle = Cycle(State, Run);
        var folders = new GuardFolders(State, Run);
        cycle.Round(Policy, signer);
        long first = ReportFile.LastGreen(folders.LastGreen);
        byte[] before = ReportFile.Read(folders.Report);
        _clock.Skip(60_000);
        Renew(cycle, signer);
        Assert.Equal(before, ReportFile.Read(folders.Report));
        for (int minutes = 0; minutes < 60; minutes += 6)
        {
            _clock.Skip(360_000);
            Renew(cycle, signer);
            Assert.True(Judge(Policy).IsOk);
        }
        Assert.InRange(ReportFile.LastGreen(folders.LastGreen) - first, 3_600_000, 3_700_000);
        Assert.Single(_trail.Events, each => each.Kind == GuardEventKind.Reported);
        _clock.Skip(901_000);
        Assert.Equal(GateRefusal.TooOld, Judge(Policy).Reason);
        long last = ReportFile.LastGreen(folders.LastGreen);
        _machine.Lies.Add("sysctl kernel.sysrq");
        _machine["sysctl kernel.sysrq"] = "438";
        Assert.Equal(GuardVerdict.Red, cycle.Round(Policy, signer).Report!.Verdict);
        Assert.Equal(last, ReportFile.LastGreen(folders.LastGreen));
        _clock.Skip(360_000);
        Renew(cycle, signer);
        Assert.Equal(GateRefusal.NotGreen, Judge(Policy).Reason);
    }

    private static UndoLedger Ledger(string state, string run) => new(state, run, Boot);

    private Result<SigningIdentity, string> Identity() => SigningIdentity.Create(_identity, KeyPurpose.GuardReports, Boot);

    private GuardCycle Cycle(string state, string run)
    {
        UndoLedger ledger = Ledger(state, run);
        var broken = new BrokenSteps(state, _trail, () => _clock.Unix);
        return new GuardCycle(_machine, new GuardRunner(_machine, ledger, broken, _trail), ledger, broken, _trail, new GuardFolders(state, run),
            _clock);
    }

    private static void Renew(GuardCycle cycle, GuardSigner signer) => cycle.Renew(Policy, cycle.Look(Policy, cycle.Plan(Policy)), signer);

    private Result<Verified<GuardReport>, GateRefusal> Judge(GuardPolicy policy) => UplinkGate.Judge(
        ReportFile.Read(Path.Combine(Run, "report")), DeviceDescriptor.Of(_identity), Boot, policy.Hash(),
            _clock.Now().MonotonicMilliseconds);
}
