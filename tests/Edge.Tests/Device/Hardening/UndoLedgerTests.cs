using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Tests.Audit;

namespace Edge.Tests.Device.Hardening;

// Goal: the ledger never grows beyond what it reads again, and what finds no room in it is told and off all the same.
public sealed class UndoLedgerTests : IDisposable
{
    private const string Policy = "aa";
    private static readonly BootId Boot = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-ledger-").FullName;

    private string Durable => Path.Combine(_folder, "state", "ledger.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Takes_NoMoreOfABoot_TellsIt_AndKeepsRoomForWhatOutlivesIt()
    {
        UndoLedger ledger = Ledger();
        ledger.Announce(Units(UndoLedger.MostEntries), Policy);
        Assert.Null(ledger.Trouble);
        ledger.Begin(Unit("more.service"), "active", [], Policy);
        Assert.Equal(UndoLedger.MostEntries, ledger.Entries.Length);
        Assert.Contains("room for 2000", ledger.Trouble, StringComparison.Ordinal);
        string trouble = ledger.Trouble!;
        ledger.Begin(Login("pi"), "open", [], Policy);
        Assert.Equal(trouble, ledger.Trouble);
        Assert.Contains(Ledger().Entries, entry => entry.Step.Target == "pi");

        ledger.Announce(Enumerable.Range(0, UndoLedger.MostLasting - 1).Select(i => (Login($"user{i}"), "open")), Policy);
        Assert.Throws<IOException>(() => ledger.Begin(Login("last"), "open", [], Policy));
        ledger.Begin(Login("pi"), "open", [], Policy);
        Assert.Equal(UndoLedger.MostEntries + UndoLedger.MostLasting, Ledger().Entries.Length);
    }

    [Fact]
    public void Reads_Again_WhatIsLargest()
    {
        string longest = new('\u0001', 10_000);
        UndoLedger ledger = Ledger();
        ledger.Announce(Units(100).Select(each => (each.Step, longest)), Policy);
        ledger.Announce(Enumerable.Range(0, 100).Select(i => (Login($"user{i}"), longest)), Policy);
        Assert.NotNull(ledger.Trouble);
        Assert.InRange(ledger.Entries.Length, 40, 60);
        UndoLedger again = Ledger();
        Assert.False(again.WasDamaged);
        Assert.Equal(ledger.Entries.Length, again.Entries.Length);
    }

    // One for each dump or connection, with a name of its own.
    [Fact]
    public void Keeps_TheNewestInstancesOfATemplate()
    {
        UndoLedger ledger = Ledger();
        ledger.Announce(Units(10), Policy);
        for (int i = 0; i < 1_000; i++) { ledger.Begin(Unit($"systemd-coredump@{i}-{i + 500}-0.service"), "active", [], Policy); }
        Assert.Null(ledger.Trouble);
        Assert.Equal(10 + UndoLedger.MostInstances, ledger.Entries.Length);
        Assert.Contains(ledger.Entries, entry => entry.Step.Target == "systemd-coredump@999-1499-0.service");
        Assert.Contains(ledger.Entries, entry => entry.Step.Target == "unit0.service");
    }

    [Fact]
    public void Takes_TheStepAllTheSame()
    {
        UndoLedger ledger = Ledger();
        ledger.Announce(Units(UndoLedger.MostEntries), Policy);
        var machine = new SimulatedMachine { ["unit more.service"] = "active", ["account pi"] = "open" };
        var plan = new GuardPlan([new PlanEntry("all", "test", Decision.Off, "-", [Unit("more.service"), Login("pi")])], []);
        var trail = new RecordedTrail();
        var broken = new BrokenSteps(Path.Combine(_folder, "state"), trail, () => StoppedClock.Noon);
        new GuardRunner(machine, ledger, broken, trail).Apply(plan, Policy);
        Assert.Equal(("masked", "locked"), (machine["unit more.service"], machine["account pi"]));
    }

    private static IEnumerable<(GuardStep Step, string Before)> Units(int count) =>
        Enumerable.Range(0, count).Select(i => (Unit($"unit{i}.service"), "active"));

    private static GuardStep Unit(string name) => new(Mechanism.Unit, name, "masked", Tier.Disabled, []);

    private static GuardStep Login(string name) => new(Mechanism.Account, name, "locked", Tier.Disabled, []);

    private UndoLedger Ledger()
    {
        var ledger = new UndoLedger(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"), Boot);
        Assert.True(!File.Exists(Durable) || new FileInfo(Durable).Length <= 4 * 1024 * 1024);
        return ledger;
    }
}
