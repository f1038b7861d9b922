using System.Collections.Immutable;
using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

public sealed class GuardPlannerTests
{
    private const int Subsets = 10_000;

    public static TheoryData<string> Boards => ["raspberry-pi-4b", "raspberry-pi-5", "zero-2w", "virtual",
        "simulated"];

    // Goal: whatever a site keeps and wherever things hang, what must survive hangs on nothing that is
    // switched off.
    // Method: 10,000 random subsets over each board's profile and random device trees; the walk is made anew
    // here, by another
    // way than the planner's: from each cut upwards instead of from each survivor downwards.
    [Theory, MemberData(nameof(Boards))]
    public void Keeps_WhatMustSurviveConnected(string name)
    {
        BoardProfile board = GuardPolicies.Board(name);
        int cuts = 0;
        for (int seed = 0; seed < Subsets; seed++)
        {
            var random = new Random(seed);
            Inventory inventory = ModelMachine.Of(board, random);
            GuardPolicy policy = PolicyOf(board, random);
            GuardPlan plan = GuardPlanner.Plan(policy, inventory);
            cuts += plan.Steps.Sum(step => step.Cuts.Length);
            foreach (GuardStep step in plan.Steps)
            {
                string? broken = step.Cuts.Select(cut => Broken(cut, plan.Survivors,
                    inventory)).FirstOrDefault(each => each is not null);
                Assert.True(broken is null, $"seed {seed}: {step} breaks {broken}");
            }
            bool hasChannel = !inventory.All(FoundKind.NetDevice).Any()
                || plan.Survivors.Any(survivor => survivor.Purpose.Contains("channel",
                    StringComparison.Ordinal));
            Assert.True(hasChannel, $"seed {seed}: no operator channel is left");
        }
        Assert.True(cuts > Subsets, $"only {cuts} cuts: nothing was switched off");
    }

    // A board profile can name it, and a site keep it, as everything else that the planner switches off by its kind.
    [Theory]
    [InlineData("port", Decision.Kept)]
    [InlineData("ethernet", Decision.Off)]
    public void Keeps_AGadget_OnlyWhereTheSiteDoes(string kept, Decision decision)
    {
        const string First = "\ninterfaces:\n";
        string text = Repository.Read("hardware-profiles", "virtual.yaml");
        text = text.Replace(First, $"{First}  - {{name: port, kind: gadget, disable: [module:g_serial]}}\n", StringComparison.Ordinal);
        BoardProfile board = BoardReader.Read(text, "virtual.yaml", "virtual").Board!;
        Found shown = Found.Of(FoundKind.Gadget, "g1").With("folder", "/sys/kernel/config/usb_gadget/g1").With("controller", "udc0");
        var inventory = new Inventory(default, [shown], ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty);
        GuardPlan plan = GuardPlanner.Plan(GuardPolicies.Of(board, kept), inventory);
        Assert.Equal(decision, Assert.Single(plan.Entries, entry => entry.Name == "g1").Decision);
    }

    // Goal: a program that may hold the site's one way in stays, visibly, and elsewhere goes like any other.
    [Theory]
    [InlineData("connman.service", "ethernet", Decision.Spared)]
    [InlineData("connman.service", "wifi", Decision.Spared)]
    [InlineData("connman.service", "", Decision.Off)]
    [InlineData("iwd.service", "wifi", Decision.Spared)]
    [InlineData("iwd.service", "ethernet", Decision.Off)]
    [InlineData("ModemManager.service", "usb", Decision.Spared)]
    [InlineData("ModemManager.service", "ethernet", Decision.Off)]
    [InlineData("chrony.service", "ethernet", Decision.Off)]
    [InlineData("chrony.service", "time", Decision.Spared)]
    [InlineData("iwd.service.evil", "wifi", Decision.Off)]
    [InlineData("ppp@dsl.service", "usb", Decision.Spared)]
    [InlineData("ppp@dsl.service", "ethernet", Decision.Off)]
    [InlineData("wg-quick@eth0.service", "ethernet", Decision.Spared)]
    [InlineData("wg-quick@wg7.service", "ethernet", Decision.Off)]
    [InlineData("openvpn@tunnel.service", "ethernet", Decision.Off)]
    public void Spares_WhatMayBringTheSiteItsNetworkOrItsTime(string unit, string kept, Decision decision)
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b"), [.. new[] { kept }.Where(each => each.Length > 0)]);
        // Where nothing is kept nothing leads out either: else the last way in would be kept with what brings
        // it up.
        policy = policy with { HasUplink = kept.Length > 0 };
        if (kept == "time")
        {
            policy = policy with { Hardening = policy.Hardening with { TimeServers = ["10.90.0.1"] } };
        }
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.NetDevice, "eth0", "/devices/platform/eth/net/eth0"), Found.Of(FoundKind.Radio, "wifi"), Found.Of(FoundKind.Unit, unit),
            Found.Of(FoundKind.Socket, "tcp 0.0.0.0:6000").With("unit", unit).With("port", "6000/tcp"));
        GuardPlan plan = GuardPlanner.Plan(policy, inventory);
        Assert.Equal(decision, Entry(plan, unit).Decision);
        Assert.Equal(decision == Decision.Off, plan.Steps.Any(step => step.Target == unit));
    }

    [Fact]
    public void Shows_NoSignThatMovesACursor()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.Mount, "/media/a\u001b[2J\nPlan: 0 to change", "/devices/usb1/1-1").With("removable", "1"));
        string text = new PlanText(policy, GuardPlanner.Plan(policy, inventory), new Dictionary<string,
            StepResult>(), PlanView.Plan, []).ToString();
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain("\nPlan: 0 to change", text, StringComparison.Ordinal);
        Assert.Contains("/media/a\uFFFD[2J", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Turns_OffWhatIsNotDeclared_AndSaysHowFar()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b"), "ethernet");
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.NetDevice, "eth0", "/devices/platform/eth/net/eth0"),
            Found.Of(FoundKind.NetDevice, "eth7", "/devices/platform/other/net/eth7"),
            Found.Of(FoundKind.Radio, "wifi"), Found.Of(FoundKind.Module, "brcmfmac"),
                Found.Of(FoundKind.Setting, "kernel.sysrq"));
        GuardPlan plan = GuardPlanner.Plan(policy, inventory);
        Assert.Equal((Decision.Kept, Decision.Off, Decision.Off),
            (Entry(plan, "ethernet").Decision, Entry(plan, "wifi").Decision, Entry(plan, "eth7").Decision));
        Assert.Equal(Tier.Absent, Entry(plan, "wifi").Tier);
        Assert.Contains(plan.Steps, step => step.ToString() == "rfkill wifi = blocked");
        Assert.Contains(plan.Steps, step => step.ToString() == "link eth7 = down");
        Assert.DoesNotContain(plan.Steps, step => step.Target == "eth0");
        Assert.Equal(Decision.NotOffered, Entry(plan, "packets through").Decision);
    }

    [Theory]
    [InlineData(false, Tier.Disabled, "declared devices and peers only")]
    [InlineData(true, Tier.Walled, "no BPF for control groups")]
    public void Says_WhereSystemdsListsHoldNothing(bool isHollow, Tier tier, string words)
    {
        Inventory inventory = isHollow ? Inventory.Of(Found.Of(FoundKind.Setting, ClosedDoors.NoPrograms)) : Inventory.Of();
        PlanEntry entry = GuardPlanner.Plan(GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet"), inventory).Entries
            .Single(each => each.Kind == "rights");
        Assert.Equal(tier, entry.Tier);
        Assert.Contains(words, entry.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Spares_TheHubThatEthernetHangsOn_AndSaysWhy()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b"), "ethernet");
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.UsbDevice, "1-1", "/devices/usb1/1-1").With("id", "0424:9514"),
            Found.Of(FoundKind.UsbDevice, "1-1.3", "/devices/usb1/1-1/1-1.3").With("id", "046d:c31c"),
            Found.Of(FoundKind.NetDevice, "eth0", "/devices/usb1/1-1/1-1.1/net/eth0", "module:smsc95xx"));
        GuardPlan plan = GuardPlanner.Plan(policy, inventory);
        PlanEntry hub = plan.Entries.Single(entry => entry.Name.StartsWith("1-1=", StringComparison.Ordinal));
        Assert.Equal(Decision.Spared, hub.Decision);
        Assert.Contains("operator channel needs eth0", hub.Note, StringComparison.Ordinal);
        Assert.Equal(Decision.Off, plan.Entries.Single(entry =>
            entry.Name.StartsWith("1-1.3=", StringComparison.Ordinal)).Decision);
    }

    [Fact]
    public void Spares_TheOnlyWayOut_WhenTheSiteForgotToKeepOne()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("zero-2w"));
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.Radio, "wifi"), Found.Of(FoundKind.Module, "brcmfmac"),
            Found.Of(FoundKind.NetDevice, "wlan0", "/devices/mmc1/net/wlan0", "module:brcmfmac",
                "radio:wifi").With("radio", "wifi").With("route", "default"));
        GuardPlan plan = GuardPlanner.Plan(policy, inventory);
        Assert.DoesNotContain(plan.Steps, step =>
            step.Mechanism is Mechanism.RadioBlock or Mechanism.Link or Mechanism.Module
                && step.Target is "wifi" or "wlan0" or "brcmfmac");
        Assert.Contains(plan.Entries, entry => entry.Name == "wifi"
            && entry.Note.Contains("the only operator channel", StringComparison.Ordinal));
    }

    [Fact]
    public void Allows_ADeclaredUsbDevice_AtItsPortOnly()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b"), "ethernet") with
        {
            Hardening = HardeningDeclaration.Usual with { Usb = [new UsbAllowed("1-1.2", "0403:6001")] },
        };
        Inventory inventory = Inventory.Of(
            Found.Of(FoundKind.UsbHost, "usb1", "/devices/usb1"),
            Found.Of(FoundKind.UsbDevice, "1-1.2", "/devices/usb1/1-1/1-1.2").With("id", "0403:6001"),
            Found.Of(FoundKind.UsbDevice, "1-1.3", "/devices/usb1/1-1/1-1.3").With("id", "0403:6001"));
        GuardStep[] steps = [.. GuardPlanner.Plan(policy, inventory).Steps.Where(step =>
            step.Mechanism == Mechanism.Sysfs)];
        Assert.Equal(
            ["/sys/bus/usb/devices/1-1.2/authorized=1", "/sys/bus/usb/devices/1-1.3/authorized=0",
                "/sys/bus/usb/devices/usb1/authorized_default=0"],
            steps.Select(step => $"{step.Target}={step.Wanted}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Takes_ModulesAwayThatUseABarredOne_BeforeIt()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
        Inventory inventory = Inventory.Of(Found.Of(FoundKind.Module, "usb_storage"), Found.Of(FoundKind.Module, "uas"));
        inventory = inventory with { ModuleNeeds = inventory.ModuleNeeds.Add("uas", ["usb_storage"]) };
        string[] modules = [.. GuardPlanner.Plan(policy, inventory).Steps.Where(step => step.Mechanism == Mechanism.Module)
            .Select(step => step.Target).Where(name => name is "uas" or "usb_storage")];
        Assert.Equal(["uas", "usb_storage"], modules);
    }

    [Fact]
    public void Closes_TheKernelLast_AndLoadsWhatIsDeclaredBefore()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet") with
        {
            Hardening = HardeningDeclaration.Usual with { Modules = ["ftdi_sio"] },
        };
        Inventory inventory = Inventory.Of(Found.Of(FoundKind.Setting, "kernel.modules_disabled"),
            Found.Of(FoundKind.Unit, "ssh.service"));
        GuardStep[] steps = [.. GuardPlanner.Plan(policy, inventory).Steps];
        Assert.Equal("sysctl kernel.modules_disabled = 1", steps[^1].ToString());
        Assert.Contains(steps, step => step.ToString() == "module ftdi_sio = loaded");
    }

    [Fact]
    public void Filters_BeforeAnythingElse()
    {
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("raspberry-pi-4b"), "ethernet");
        GuardStep[] steps = [.. GuardPlanner.Plan(policy, Inventory.Of(Found.Of(FoundKind.Radio, "wifi"), Found.Of(FoundKind.Unit, "ssh.service"))).Steps];
        Assert.Contains(steps, step => step.ToString() == "rfkill wifi = blocked");
        Assert.Equal(Mechanism.Firewall, steps[0].Mechanism);
    }

    [Fact]
    public void Wants_EachSettingOnce()
    {
        var random = new Random(1);
        foreach (string name in (string[])["raspberry-pi-4b", "raspberry-pi-5", "zero-2w", "virtual",
            "simulated"])
        {
            BoardProfile board = GuardPolicies.Board(name);
            string[] keys = [.. GuardPlanner.Plan(PolicyOf(board, random),
                ModelMachine.Of(board, random)).Steps.Select(step => step.Key)];
            Assert.Equal(keys.Distinct(), keys);
        }
    }

    private static PlanEntry Entry(GuardPlan plan, string name) =>
        plan.Entries.First(entry => entry.Name == name);

    private static GuardPolicy PolicyOf(BoardProfile board, Random random)
    {
        string[] kept = [.. board.Interfaces.Select(each => each.Name).Where(_ => random.Next(3) == 0)];
        return GuardPolicies.Of(board, kept) with
        {
            BusPaths = [.. board.Buses.Where(_ => random.Next(2) == 0).Select(bus => bus.Path)],
            Hardening = HardeningDeclaration.Usual with
            {
                Usb = random.Next(3) == 0 ? [new UsbAllowed("1-1.7", "12d1:14db")] : [],
                Services = random.Next(2) == 0 ? ["ssh.service"] : [],
            },
        };
    }

    /// <summary>The survivor that is gone when this node is, or null.</summary>
    private static string? Broken(string cut, IEnumerable<Survivor> survivors, Inventory inventory)
    {
        var gone = new HashSet<string>(StringComparer.Ordinal) { cut };
        bool grows = true;
        while (grows)
        {
            grows = false;
            foreach (Found item in inventory.Items) { grows |= IsGone(item, gone) && gone.Add(item.Node); }
            foreach ((string module, ImmutableArray<string> used) in inventory.ModuleNeeds)
            {
                grows |= used.Any(each => gone.Contains($"module:{each}")) && gone.Add($"module:{module}");
            }
        }
        return survivors.FirstOrDefault(survivor => gone.Contains(survivor.Item.Node)
            || IsGone(survivor.Item, gone))?.ToString();
    }

    private static bool IsGone(Found item, HashSet<string> gone) => item.Needs.Any(gone.Contains)
        || (item.Device is { } path && gone.Any(node => node.StartsWith("device:", StringComparison.Ordinal)
            && ($"{path}/").StartsWith($"{node["device:".Length..]}/", StringComparison.Ordinal)));
}
