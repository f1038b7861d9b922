using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Keys;
using Edge.Tests.Audit;
using Edge.Tests.Golden;
using Edge.Tests.Hardening;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Hardening;

// Goal: a step that took the only way in does not take it again: not in the next boot, where nothing works yet that could be seen to
// stop, and not where the guard itself was started anew before it could judge.
public sealed class GuardRestartTests : IDisposable
{
    private const string Dialler = "unit dialler.service";
    private const string Filter = "firewall inet edge_guard";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-restart-").FullName;
    private readonly SimulatedMachine _machine = new();
    private readonly RecordedTrail _trail = new();
    private readonly PublishedIdentity _identity = new(null);
    private readonly FakeTimeProvider _time = new();
    private readonly GuardSigner _signer;
    private BootId _boot = PublishedKeys.Boot;
    private GuardPolicy _policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
    private string? _problem;
    private GuardRounds _rounds;

    public GuardRestartTests()
    {
        _signer = new GuardSigner(() => SigningIdentity.Create(_identity, KeyPurpose.GuardReports, PublishedKeys.Boot));
        (_machine[Dialler], _machine[Filter]) = ("active", "");
        _machine.Items.Add(Found.Of(FoundKind.Unit, "dialler.service"));
        _policy = _policy with { Hardening = _policy.Hardening with { Services = ["dialler.service"] } };
        _machine.Written = (key, value) =>
        {
            if (key == Dialler && IsUp) { Channel(carrier: true, address: value == "active"); }
        };
        Channel(carrier: true, address: true);
        _rounds = Start();
        Minutes(2);
    }

    private bool IsUp => _machine.Items.Any(item => item.Kind == FoundKind.NetDevice && item.Fact("carrier") == "1");

    public void Dispose()
    {
        _signer.Dispose();
        _identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Takes_NoStepAgain_InALaterBoot_ThatBrokeTheChannelInThisOne()
    {
        LoseTheChannelToAStep();
        Minutes(2);
        Assert.Equal("active", _machine[Dialler]);
        Reboot();
        Assert.Equal("active", _machine[Dialler]);
        Assert.Equal(GuardVerdict.Red, Report().Verdict);
        Assert.Contains(Report().Entries, entry =>
            entry.Note == "since 2026-09-21 14:13 UTC it is known to stop eth0: not taken; declare what needs it in the site file");
        Channel(carrier: true, address: true);
        Minutes(20);
        Assert.Equal("active", _machine[Dialler]);
        Assert.Equal(GuardVerdict.Red, Report().Verdict);
        Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: Dialler });
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Drift);
        _rounds = Start();
        Assert.Equal("active", _machine[Dialler]);
    }

    [Fact]
    public void Takes_ItUnderAnotherSiteFile_WhereTheChannelWorks_AndKnowsWhenItIsFine()
    {
        LoseTheChannelToAStep();
        Minutes(2);
        GuardPolicy broke = _policy;
        _policy = _policy with { Hardening = _policy.Hardening with { NameServers = ["10.0.0.53"] } };
        Reboot();
        Minutes(5);
        Assert.Equal("active", _machine[Dialler]);
        Assert.Equal(GuardVerdict.Red, Report().Verdict);
        _machine.Written = null;
        Channel(carrier: true, address: true);
        Minutes(3);
        Assert.Equal("masked", _machine[Dialler]);
        Assert.Equal(GuardVerdict.Green, Report().Verdict);

        // Under that one it is taken before the network from now on; under the one before it is not.
        Reboot();
        Assert.Equal("masked", _machine[Dialler]);
        _policy = broke;
        Reboot();
        Assert.Equal("active", _machine[Dialler]);
    }

    [Fact]
    public void Takes_ItBackAgain_WhereItBreaksTheChannelUnderAnotherSiteFile_Too()
    {
        LoseTheChannelToAStep();
        Minutes(2);
        _policy = _policy with { Hardening = _policy.Hardening with { NameServers = ["10.0.0.53"] } };
        Minutes(1);
        Assert.Equal("masked", _machine[Dialler]);
        Minutes(2);
        Assert.Equal("active", _machine[Dialler]);
        Minutes(20);
        Assert.Equal("active", _machine[Dialler]);
        Assert.Equal(2, _trail.Events.Count(each => each.Kind == GuardEventKind.Undone));
    }

    // A package is updated, the memory ends, a watchdog bites: between the step and what came of it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Judges_AStep_ThatAProcessBeforeTook(bool isKilledInTheRound)
    {
        if (isKilledInTheRound)
        {
            Action<string, string> written = _machine.Written!;
            _machine.Written = (key, value) =>
            {
                written(key, value);
                if (key == Dialler) { throw new KilledException(); }
            };
            _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
            Assert.Throws<KilledException>(_rounds.Next);
            _machine.Written = written;
        }
        else { LoseTheChannelToAStep(); }
        Assert.Equal("masked", _machine[Dialler]);
        _time.Advance(TimeSpan.FromSeconds(10));
        _rounds = Start();
        Assert.Equal("masked", _machine[Dialler]);
        Minutes(2);
        Assert.Equal("active", _machine[Dialler]);
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Undone, Subject: Dialler });
    }

    // A restart is no way to open something: what no step did in this boot opens nothing.
    [Theory]
    [InlineData("cable pulled and put back while the guard was away")]
    [InlineData("cable pulled")]
    [InlineData("another boot")]
    [InlineData("the address is lost later")]
    [InlineData("the file is damaged")]
    public void Opens_Nothing_ForWhatNoStepDid_AfterARestart(string what)
    {
        _machine.Written = null;
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        _rounds.Next();
        Assert.Equal("masked", _machine[Dialler]);
        switch (what)
        {
            case "cable pulled and put back while the guard was away": Channel(carrier: true, address: false, changes: 4); break;
            case "cable pulled": Channel(carrier: false, address: false, changes: 3); break;
            case "another boot": _boot = new(Guid.Parse("10112233-4455-6677-8899-aabbccddeeff")); Channel(carrier: true, address: false); break;
            case "the address is lost later": _time.Advance(TimeSpan.FromMinutes(6)); break;
            case "the file is damaged": File.WriteAllText(Path.Combine(_folder, "run", "probation"), "x"); Channel(carrier: true, address: false); break;
        }
        _rounds = Start();
        if (what == "the address is lost later") { Channel(carrier: true, address: false); }
        Minutes(20);
        Assert.Equal("masked", _machine[Dialler]);
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Undone);
        Assert.Equal(what == "the file is damaged", _trail.Events.Any(each => each is { Kind: GuardEventKind.Failed, Subject: "probation" }));
    }

    [Fact]
    public void SetsAside_WhatIsDamaged_AndSaysSo()
    {
        string path = Path.Combine(_folder, "state", "broken");
        File.WriteAllText(path, "[{");
        _rounds = Start();
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: "steps that broke something" });
        Assert.Equal("[{", File.ReadAllText($"{path}.damaged"));
        Assert.False(File.Exists(path));
    }

    // Goal: a typing mistake in the site file, or a board file that is gone, opens nothing by a reboot.
    [Fact]
    public void Goes_OnWithWhatWasAppliedLast_WhereTheSiteFileCannotBeRead()
    {
        _machine.Written = null;
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        Minutes(2);
        _problem = "line 3: not a unit.";
        Minutes(5);
        Assert.Equal(GuardVerdict.Green, Report().Verdict);
        Assert.Equal("line 3: not a unit. What was declared before holds.",
            Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: "site file" }).Text);
        Reboot();
        Minutes(10);
        Assert.Equal("masked", _machine[Dialler]);
        Assert.Contains("10.90.0.1", _machine[Filter], StringComparison.Ordinal);
        Assert.Equal(_policy.Hash(), _rounds.Policy!.Hash());
        Assert.Equal(GuardVerdict.Red, Report().Verdict);
        Assert.Contains(Report().Entries, entry => entry is { Name: "site file", Kind: "guard" });
        Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: "site file" });
        _problem = null;
        Minutes(1);
        Assert.Equal(GuardVerdict.Green, Report().Verdict);
        Assert.DoesNotContain(_trail.Events, each => each.Kind is GuardEventKind.PolicyChanged or GuardEventKind.Drift);
    }

    // What is closed then is no more than what comes in and goes out: nobody declared what else is not needed.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Closes_ThePacketFilterAlone_WhereNoneWasEverApplied(bool isDamaged)
    {
        string path = Path.Combine(_folder, "state", "policy");
        if (isDamaged) { File.WriteAllText(path, "x"); } else { File.Delete(path); }
        _problem = "line 3: not a unit.";
        Reboot();
        Assert.Equal("active", _machine[Dialler]);
        Assert.DoesNotContain("10.90.0.1", _machine[Filter], StringComparison.Ordinal);
        Assert.Contains("policy drop", _machine[Filter], StringComparison.Ordinal);
        Assert.Null(_rounds.Policy);
        Assert.Equal(GuardVerdict.Red, Report().Verdict);
        Assert.Equal(isDamaged, _trail.Events.Any(each => each is { Kind: GuardEventKind.Failed, Subject: "policy" }));
        _machine[Filter] = "";
        Minutes(1);
        Assert.Contains("policy drop", _machine[Filter], StringComparison.Ordinal);
        _problem = null;
        Minutes(1);
        Assert.Contains("10.90.0.1", _machine[Filter], StringComparison.Ordinal);
        Assert.Equal(GuardVerdict.Green, Report().Verdict);
    }

    [Fact]
    public void Opens_Nothing_WhereNothingIsKnownAnyMoreInTheSameBoot()
    {
        _machine.Written = null;
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        Minutes(2);
        File.Delete(Path.Combine(_folder, "state", "policy"));
        _problem = "line 3: not a unit.";
        _rounds = Start();
        Minutes(2);
        Assert.Equal("masked", _machine[Dialler]);
        Assert.Equal(GuardVerdict.Red, Report().Verdict);
    }

    private void LoseTheChannelToAStep()
    {
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        _rounds.Next();
        Assert.Equal("masked", _machine[Dialler]);
    }

    private void Reboot()
    {
        _boot = new(Guid.NewGuid());
        Directory.Delete(Path.Combine(_folder, "run"), recursive: true);
        (_machine[Dialler], _machine[Filter]) = ("active", "");
        Channel(carrier: false, address: false, changes: 0);
        _trail.Events.Clear();
        _rounds = Start();
    }

    private GuardRounds Start()
    {
        var folders = new GuardFolders(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"));
        var clock = new StoppedClock(_boot);
        var ledger = new UndoLedger(folders.State, folders.Run, _boot);
        var broken = new BrokenSteps(folders.State, _trail, () => clock.Unix);
        var cycle = new GuardCycle(_machine, new GuardRunner(_machine, ledger, broken, _trail, _ => { }), ledger, broken, _trail, folders, clock);
        var rounds = new GuardRounds(
            cycle, () => _problem is { } problem ? problem : _policy, () => GuardPolicy.Bare([]), () => "site.yaml", _signer, _trail, _time);
        rounds.First();
        return rounds;
    }

    private GuardReport Report()
    {
        byte[] bytes = ReportFile.Read(Path.Combine(_folder, "run", "report"));
        Assert.True(GuardReportCodec.ReadUnverified(bytes).TryGet(out GuardReport report, out _));
        return report;
    }

    private void Minutes(int count)
    {
        for (int minute = 0; minute < count; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _rounds.Next();
        }
    }

    private void Channel(bool carrier, bool address, int changes = 2)
    {
        _machine.Items.RemoveAll(item => item.Kind == FoundKind.NetDevice);
        Found channel = Found.Of(FoundKind.NetDevice, "eth0", "/devices/usb1/1-1/net/eth0", "module:cdc_ether")
            .With("carrier", carrier ? "1" : "0").With("carrier-changes", $"{changes}");
        _machine.Items.Add(address ? channel.With("address", "1") : channel);
    }
}
