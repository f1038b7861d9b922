using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Keys;
using Edge.Profiles;
using Edge.Tests.Audit;
using Edge.Tests.Golden;
using Edge.Tests.Hardening;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Hardening;

// Goal: who reads the events knows an attack from a change that the operator made.
public sealed class GuardRoundsTests : IDisposable
{
    private const string Filter = "firewall inet edge_guard";
    private const string File = "/etc/edge/site.yaml";
    private static readonly BootId Boot = PublishedKeys.Boot;

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-rounds-").FullName;
    private readonly SimulatedMachine _machine = new();
    private readonly RecordedTrail _trail = new();
    private readonly PublishedIdentity _identity = new(null);
    private readonly FakeTimeProvider _time = new();
    private int _lives;
    private readonly GuardSigner _signer;
    private readonly GuardRounds _rounds;
    private GuardPolicy _policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");

    public GuardRoundsTests()
    {
        (_machine["unit ssh.service"], _machine[Filter], _machine["sysctl kernel.sysrq"]) = ("active", "",
            "438");
        _machine.Items.AddRange([Found.Of(FoundKind.Unit, "ssh.service"), Found.Of(FoundKind.Setting,
            "kernel.sysrq")]);
        _policy = _policy with { Hardening = _policy.Hardening with { Services = ["ssh.service"] } };
        _signer = new GuardSigner(() => SigningIdentity.Create(_identity, KeyPurpose.GuardReports, Boot));
        var folders = new GuardFolders(Path.Combine(_folder, "state"), Path.Combine(_folder, "run"));
        var ledger = new UndoLedger(folders.State, folders.Run, Boot);
        var broken = new BrokenSteps(folders.State, _trail, () => StoppedClock.Noon);
        var cycle = new GuardCycle(_machine, new GuardRunner(_machine, ledger, broken, _trail, _ => { }) { Alive = () => _lives++ }, ledger,
            broken, _trail, folders, new StoppedClock(Boot));
        _rounds = new GuardRounds(cycle, () => _policy, () => GuardPolicy.Bare([]), () => File, _signer, _trail, _time);
        Channel(carrier: true, address: true);
        _rounds.First();
        Confirmed();
        _trail.Events.Clear();
    }

    private string Remembered => Path.Combine(_folder, "state", "confirmed.json");

    public void Dispose()
    {
        _signer.Dispose();
        _identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Tells_AChangeOfTheSiteFile_AsSuch_AndByItsName()
    {
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [],
            NameServers = ["10.0.0.53"] } };
        _rounds.Next();
        Assert.Equal("masked", _machine["unit ssh.service"]);
        Assert.Contains("10.0.0.53", _machine[Filter], StringComparison.Ordinal);
        Assert.DoesNotContain(_trail.Events, each =>
            each.Kind is GuardEventKind.Drift or GuardEventKind.DriftUndone);
        GuardEvent told = Assert.Single(_trail.Events, each => each.Kind == GuardEventKind.PolicyChanged);
        Assert.Equal((File, "another site file is in force: services - ssh.service; dns + 10.0.0.53"),
            (told.Subject, told.Text));
        _trail.Events.Clear();
        _rounds.Next();
        Assert.DoesNotContain(_trail.Events, each => each.Kind is GuardEventKind.PolicyChanged or GuardEventKind.Drift);
    }

    // Somebody who changes a setting at the same moment does not hide behind the file.
    [Fact]
    public void Tells_WhatDriftsAtTheSameMoment()
    {
        _policy = _policy with { Hardening = _policy.Hardening with { NameServers = ["10.0.0.53"] } };
        _machine["sysctl kernel.sysrq"] = "1";
        _machine.Items.Add(Found.Of(FoundKind.Unit, "evil.service"));
        _machine["unit evil.service"] = "active";
        _rounds.Next();
        Assert.Equal(("0", "masked"), (_machine["sysctl kernel.sysrq"], _machine["unit evil.service"]));
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Drift,
            Subject: "sysctl kernel.sysrq", Text: "is 1, is to be 0" });
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.DriftUndone,
            Subject: "sysctl kernel.sysrq" });
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Drift,
            Subject: "unit evil.service" });
        Assert.DoesNotContain(_trail.Events, each => each.Kind == GuardEventKind.Drift
            && each.Subject == Filter);
        Assert.Single(_trail.Events, each => each.Kind == GuardEventKind.PolicyChanged);
    }

    // Goal: a new site file that takes away what gave the channel its address is taken back in that one step,
    // and nothing else is.
    [Fact]
    public void TakesBack_TheStepThatTookTheChannelItsAddress()
    {
        _machine.Written = (key, value) =>
        {
            if (key == "unit ssh.service") { Channel(carrier: true, address: value == "active"); }
        };
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [],
            NameServers = ["10.0.0.53"] } };
        _rounds.Next();
        Assert.Equal("masked", _machine["unit ssh.service"]);
        Minutes(2);
        Assert.Equal("active", _machine["unit ssh.service"]);
        Assert.Contains("10.0.0.53", _machine[Filter], StringComparison.Ordinal);
        Assert.Single(_trail.Events, each => each is { Kind: GuardEventKind.Undone,
            Subject: "unit ssh.service" });
        Assert.StartsWith("Red", _trail.Events.Last(each => each.Kind == GuardEventKind.Reported).Text,
            StringComparison.Ordinal);
        Minutes(10);
        Assert.Equal("active", _machine["unit ssh.service"]);
    }

    // Goal: who breaks a channel at the right moment hides nothing behind it.
    [Fact]
    public void Tells_OfDriftAndNews_AlsoInTheLookThatTakesAStepBack()
    {
        _machine.Written = (key, value) =>
        {
            if (key == "unit ssh.service") { Channel(carrier: true, address: value == "active"); }
        };
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        _rounds.Next();
        Minutes(1);
        _machine["sysctl kernel.sysrq"] = "1";
        _machine.Items.Add(Found.Of(FoundKind.Unit, "evil.service"));
        _machine["unit evil.service"] = "active";
        _policy = _policy with { Hardening = _policy.Hardening with { NameServers = ["10.0.0.53"] } };
        _trail.Events.Clear();
        Minutes(1);
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Undone, Subject: "unit ssh.service" });
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.DriftUndone, Subject: "sysctl kernel.sysrq" });
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Drift, Subject: "unit evil.service" });
        Assert.Contains(_trail.Events, each => each.Kind == GuardEventKind.PolicyChanged);
        Assert.DoesNotContain(_trail.Events, each => each is { Kind: GuardEventKind.Drift, Subject: "unit ssh.service" });
        Assert.Equal(("0", "masked"), (_machine["sysctl kernel.sysrq"], _machine["unit evil.service"]));
    }

    // Goal: one boot in which a modem finds no network does not cost it for ever.
    [Fact]
    public void Remembers_AChannelThatIsNotThereInThisBoot()
    {
        UsbAllowed stick = new("1-4", "1199:9071");
        Found modem = Found.Of(FoundKind.NetDevice, "wwan0", "/devices/usb1/1-4/net/wwan0", "module:qmi_wwan")
            .With("usb", $"{stick}").With("carrier", "1").With("address", "1").With("carrier-changes", "1");
        _policy = _policy with { Hardening = _policy.Hardening with { Usb = [stick] } };
        _machine.Items.Add(modem);
        Again();
        Assert.Equal(["eth0", "wwan0"], Names());
        _machine.Items.Remove(modem);
        Again();
        Assert.Equal(["eth0", "wwan0"], Names());

        // Nor does a trial of a site that does not keep it.
        _policy = _policy with { Hardening = _policy.Hardening with { Usb = [] } };
        Again();
        Assert.Equal(["eth0", "wwan0"], Names());
        Assert.Equal("module:qmi_wwan", Assert.Single(Kept().Single(each => each.Name == "wwan0").Needs));

        Found[] Kept() => [.. new ConfirmedChannels(Path.Combine(_folder, "state")).Read()];
        string[] Names() => [.. Kept().Select(each => each.Name)];

        // A step is taken, and what works after it is confirmed.
        void Again()
        {
            _machine["sysctl kernel.sysrq"] = "1";
            Minutes(3);
        }
    }

    // Goal: systemd hears of a round at each of its steps: a long one is no guard that hangs.
    [Fact]
    public void Tells_ThatItLives_AtEachStepOfARound()
    {
        int steps = GuardPlanner.Plan(_policy, _machine.Look()).Steps.Count();
        Assert.InRange(steps, 10, 1_000);
        Assert.True(_lives >= steps, $"{_lives} signs of life in {steps} steps");
        Assert.Contains("WatchdogSec=180", Repository.Read("packaging", "systemd", "edge-guard.service").Split('\n'));
    }

    // Goal: what is no work of a step opens nothing: a cable, a server that is away, an address that goes
    // later.
    [Theory]
    [InlineData("cable pulled")]
    [InlineData("cable pulled and put back, and nobody gives an address")]
    [InlineData("address lost after it was confirmed")]
    [InlineData("no address before")]
    public void Opens_Nothing_ForWhatNoStepDid(string what)
    {
        if (what == "no address before") { Channel(carrier: true, address: false); }
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        _rounds.Next();
        int writes = _machine.Writes.Count;
        switch (what)
        {
            case "cable pulled": Channel(carrier: false, address: false, changes: 3); break;
            case "cable pulled and put back, and nobody gives an address": Channel(carrier: true,
                address: false, changes: 4); break;
            case "address lost after it was confirmed": Minutes(2); Channel(carrier: true,
                address: false); break;
        }
        Minutes(20);
        Assert.Equal("masked", _machine["unit ssh.service"]);
        Assert.Equal(writes, _machine.Writes.Count);
    }

    [Fact]
    public void Takes_StepsAgain_ThatWereNotToBlame()
    {
        _policy = _policy with { Hardening = _policy.Hardening with { Services = [] } };
        _rounds.Next();
        Channel(carrier: true, address: false);
        Minutes(20);
        Assert.Equal("masked", _machine["unit ssh.service"]);
        Assert.Equal(["unit ssh.service = masked", "unit ssh.service = active", "unit ssh.service = masked"],
            _machine.Writes.Where(write => write.StartsWith("unit ssh", StringComparison.Ordinal)));
        Assert.Contains(_trail.Events, each => each is { Kind: GuardEventKind.Failed,
            Subject: "operator channel (eth0)" });
    }

    // Goal: a channel that comes late finds in the next boot what it stood on.
    [Fact]
    public void Remembers_WhatTheChannelsStoodOn_WhenThePlanIsConfirmed()
    {
        Found channel = Assert.Single(new ConfirmedChannels(Path.Combine(_folder, "state")).Read());
        Assert.Equal(("eth0", "/devices/usb1/1-1/net/eth0"), (channel.Name, channel.Device));
        Assert.Equal("module:cdc_ether", Assert.Single(channel.Needs));
        Assert.Null(channel.Fact("address"));
        System.IO.File.WriteAllText(Remembered, "[{\"name\":null}, {}, 7");
        Assert.Empty(new ConfirmedChannels(Path.Combine(_folder, "state")).Read());
        System.IO.File.WriteAllText(Remembered,
            "[{\"name\":null}, {\"name\":\"a\",\"needs\":[null]}, {\"name\":\"b\",\"needs\":[]}]");
        Assert.Equal("b", Assert.Single(new ConfirmedChannels(Path.Combine(_folder, "state")).Read()).Name);
    }

    private void Confirmed()
    {
        Minutes(2);
        Assert.True(System.IO.File.Exists(Remembered));
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
        Found channel = Found.Of(FoundKind.NetDevice, "eth0", "/devices/usb1/1-1/net/eth0",
            "module:cdc_ether")
            .With("carrier", carrier ? "1" : "0").With("carrier-changes", $"{changes}");
        _machine.Items.Add(address ? channel.With("address", "1") : channel);
    }
}
