using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Keys;
using Edge.Tests.Audit;
using Edge.Tests.Golden;
using Edge.Tests.Hardening;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Hardening;

// Goal: what a report says is what the last look read.
public sealed class GuardLookTests : IDisposable
{
    private const string Filter = "firewall inet edge_guard";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-look-").FullName;
    private readonly SimulatedMachine _machine = new();
    private readonly RecordedTrail _trail = new();
    private readonly PublishedIdentity _identity = new(null);
    private readonly FakeTimeProvider _time = new();
    private readonly StoppedClock _clock = new(PublishedKeys.Boot);
    private readonly GuardSigner _signer;
    private readonly GuardRounds _rounds;

    public GuardLookTests()
    {
        (_machine[Filter], _machine["sysctl kernel.sysrq"]) = ("", "438");
        _machine.Items.Add(Found.Of(FoundKind.Setting, "kernel.sysrq"));
        _signer = new GuardSigner(() => SigningIdentity.Create(_identity, KeyPurpose.GuardReports, PublishedKeys.Boot));
        var folders = new GuardFolders(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"));
        var ledger = new UndoLedger(folders.State, folders.Run, PublishedKeys.Boot);
        var broken = new BrokenSteps(folders.State, _trail, () => StoppedClock.Noon);
        var cycle = new GuardCycle(_machine, new GuardRunner(_machine, ledger, broken, _trail, _ => { }), ledger, broken, _trail, folders, _clock);
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
        _rounds = new GuardRounds(cycle, () => policy, () => GuardPolicy.Bare([]), () => "site.yaml", _signer, _trail, _time);
        _rounds.First();
        _trail.Events.Clear();
    }

    public void Dispose()
    {
        _signer.Dispose();
        _identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Goal: who takes away the means of reading gets no fresh green report; nft without its execute bit was enough.
    [Fact]
    public void Reports_Red_WhatCannotBeReadAnyMore_TellsItOnce_AndGreenWhenItCan()
    {
        Assert.Equal(GuardVerdict.Green, Verdict());
        _machine.Reading = key => { if (key == Filter) { throw new IOException("nft cannot be started"); } };
        Minutes(1);
        Assert.Equal(GuardVerdict.Red, Verdict());
        Assert.True(_rounds.AsksForAnother);
        Minutes(30);
        Assert.False(_rounds.AsksForAnother);
        Assert.Equal(GuardVerdict.Red, Verdict());
        Assert.Equal("cannot be read: nft cannot be started",
            Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.Failed, Subject: Filter }).Text);
        Assert.Single(_trail.Events, each => each.Kind == GuardEventKind.Reported);
        _machine.Reading = null;
        Minutes(1);
        Assert.Equal(GuardVerdict.Green, Verdict());
        Assert.False(_rounds.AsksForAnother);
    }

    // Goal: what comes and goes is no trouble: a unit that is gone, a device that is pulled out just while it is read.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reports_Green_WhatIsGone(bool isBetween)
    {
        _machine.Reading = key =>
        {
            if (key != "sysctl kernel.sysrq") { return; }
            bool wasThere = _machine.Values.ContainsKey(key);
            _machine.Vanish(key);
            if (wasThere && isBetween) { throw new IOException("no such device"); }
        };
        Minutes(20);
        Assert.Equal(GuardVerdict.Green, Verdict());
        Assert.Empty(_trail.Events);
    }

    private GuardVerdict Verdict()
    {
        byte[] bytes = ReportFile.Read(Path.Combine(_folder, "run", "report"));
        Assert.True(GuardReportCodec.ReadUnverified(bytes).TryGet(out GuardReport report, out _));
        Assert.False(report.IsOld(_clock.Now().MonotonicMilliseconds));
        return report.Verdict;
    }

    private void Minutes(int count)
    {
        for (int minute = 0; minute < count; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _clock.Skip(60_000);
            _rounds.Next();
        }
    }
}
