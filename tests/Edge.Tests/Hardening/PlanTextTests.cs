using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

// Goal: who reads the plan knows what will pass the filter, what the gateway may, and what is left on,
// without reading code or hashes.
public sealed class PlanTextTests
{
    private static readonly GuardPolicy Plain = GuardPolicies.Of(GuardPolicies.Board("virtual"),
        "ethernet") with
    {
        Uses = [new PeerUse(GuardPolicies.Collector, "the collector platform")],
    };

    private static readonly Inventory Machine = Inventory.Of(
        Found.Of(FoundKind.NetDevice, "lo", "/devices/virtual/net/lo").With("carrier", "1"),
        Found.Of(FoundKind.NetDevice, "eth0", "/devices/platform/eth/net/eth0"),
        Found.Of(FoundKind.Unit, "ssh.service"), Found.Of(FoundKind.Unit, "connman.service"),
            Found.Of(FoundKind.Setting, "kernel.sysrq"));

    [Fact]
    public void Tells_TheFilterInSentences_NotAsAHash()
    {
        GuardPolicy policy = Plain with
        {
            Hardening = HardeningDeclaration.Usual with
            {
                NameServers = ["10.0.0.53"], Listen = [new NetworkPort(22, "tcp")],
                    Peers = [new NetworkPeer("10.91.0.1", new NetworkPort(4242, "tcp"))],
            },
            Peers = [GuardPolicies.Collector, new NetworkPeer("10.91.0.1", new NetworkPort(4242, "tcp")),
                new NetworkPeer(null, new NetworkPort(443, "tcp"))],
            Uses = [.. Plain.Uses, new PeerUse(new NetworkPeer(null, new NetworkPort(443, "tcp")),
                "the repository town", "updates.example")],
        };
        string text = Of(policy, PlanView.Plan);
        Assert.Contains("Packet filter (is to be set; none is in force):\n", text, StringComparison.Ordinal);
        Line(text, "out", "10.90.0.1:8443/tcp", "to the collector platform");
        Line(text, "out", "any:443/tcp", "to the repository town at updates.example");
        Line(text, "out", "10.91.0.1:4242/tcp", "the site names it");
        Line(text, "out", "10.0.0.53:53/udp", "to a name server");
        Line(text, "in", "22/tcp", "from anybody; the site listens there");
        Line(text, "in", "68/udp", "answers of a DHCP server");
        Line(text, "else", "dropped", "six a minute of each way stand in the journal");
        Assert.DoesNotContain("sha256", text, StringComparison.Ordinal);
    }

    // Goal: what is told is what is enforced.
    [Fact]
    public void Tells_EachRuleThatLetsSomethingThrough()
    {
        GuardPolicy policy = Plain with { Hardening = Plain.Hardening with { Ipv6 = true,
            TimeServers = ["10.0.0.1"], NameServers = ["fd00::53"] } };
        string rules = FirewallText.Render(policy);
        FilterRule[] told = [.. FilterRules.Of(policy).Where(rule => rule.With is not null)];
        Assert.Equal(rules.Split("accept\n").Length - 1, told.Length);
        string text = Of(policy, PlanView.Plan);
        Assert.All(told, rule => Line(text, rule.Way, rule.With!, rule.For!));
    }

    [Fact]
    public void Tells_TheRightsLineByLine()
    {
        GuardPolicy policy = Plain with { BusPaths = ["/dev/i2c-1", "/dev/i2c-3"] };
        string text = Of(policy, PlanView.Plan);
        Line(text, "device", "char-i2c", "/dev/i2c-1, /dev/i2c-3");
        Line(text, "device", "char-gpiochip", "pins of the board");
        Line(text, "network", "10.90.0.1", "to the collector platform");
        Line(text, "else", "nothing", "");
    }

    [Fact]
    public void Folds_ManyThatSayTheSame_AndNamesEachWhereAsked()
    {
        GuardPlan plan = GuardPlanner.Plan(Plain, Machine);
        int modules = plan.Entries.Count(entry => entry is { Kind: "module", Decision: Decision.Off });
        string text = Of(Plain, PlanView.Plan);
        Assert.Contains($"  - {modules} modules: are to be off (absent); no gateway needs it\n", text,
            StringComparison.Ordinal);
        Assert.Contains($"      module cramfs, freevxfs, hfs and {modules - 3} more: loadable -> barred\n",
            text, StringComparison.Ordinal);
        Assert.DoesNotContain("thunderbolt", text, StringComparison.Ordinal);
        string all = Of(Plain, PlanView.Plan, isVerbose: true);
        Assert.All(BaseSystem.BarredModules, module =>
            Assert.Contains($"module {module}: loadable -> barred\n", all, StringComparison.Ordinal));
        Assert.Contains("ip daddr 10.90.0.1 tcp dport 8443 accept\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_IsToBe_WhileNothingIsDone()
    {
        string text = Of(Plain, PlanView.Plan);
        Assert.Contains("  - unit ssh.service: is to be off (disabled); neither of the base system nor of the site\n", text, StringComparison.Ordinal);
        Assert.Contains("To be switched off:\n", text, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("is off (", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_WhatStaysAndWhatMustSurvive_LineByLine_WithoutTheLoopback()
    {
        string text = Of(Plain, PlanView.Plan);
        string[] lines = text.Split('\n');
        Line(text, "wired", "ethernet", "the site keeps it");
        Line(text, "operator", "channel", "eth0");
        Line(text, "brings", "the channel up", "connman.service");
        Assert.DoesNotContain(lines, line => line.TrimEnd().EndsWith(" lo", StringComparison.Ordinal));
        Assert.Contains("  ! unit connman.service: stays on, not declared;", text, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Length < 160, line));
    }

    [Theory]
    [InlineData(true, "holds GPIO26 (pulled low) in the first five minutes of a boot; then tty2 asks for a token")]
    [InlineData(false, "finds no way in: the site declares no line and no console")]
    public void Tells_HowATechnicianGetsIn(bool isDeclared, string words)
    {
        GuardPolicy policy = isDeclared
            ? Plain with { Hardening = Plain.Hardening with { Technician = new TechnicianDeclaration("GPIO26",
                true, "tty2", default) } } : Plain;
        Assert.Contains(words, Of(policy, PlanView.Plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Verifies_InWordsOfWhatHolds()
    {
        GuardPlan plan = GuardPlanner.Plan(Plain, Machine);
        Dictionary<string, StepResult> good = plan.Steps.ToDictionary(
            step => step.Key, step => new StepResult(step.Wanted, step.Wanted, StepOutcome.AlreadySo));
        string holds = new PlanText(Plain, plan, good, PlanView.Verified, []).ToString();
        Assert.Contains("Everything holds: ", holds, StringComparison.Ordinal);
        Assert.Contains("  = network packet filter: in force;", holds, StringComparison.Ordinal);
        Assert.DoesNotContain("Plan:", holds, StringComparison.Ordinal);
        Assert.DoesNotContain("to change", holds, StringComparison.Ordinal);

        good["unit ssh.service"] = new StepResult("active", "active", StepOutcome.NoEffect);
        GuardStep filter = plan.Steps.First(step => step.Mechanism == Mechanism.Firewall);
        good[filter.Key] = new StepResult("table x {}\n", "table x {}\n", StepOutcome.NoEffect);
        string broken = new PlanText(Plain, plan, good, PlanView.Verified, []).ToString();
        Assert.StartsWith("Does not hold:\n  ! unit ssh.service: NOT off;", broken, StringComparison.Ordinal);
        Assert.Contains("      unit ssh.service is active, is to be masked\n", broken,
            StringComparison.Ordinal);
        Assert.Contains("Packet filter (DOES NOT HOLD, another one is in force):\n", broken,
            StringComparison.Ordinal);
        Assert.Contains($"2 of {good.Count} settings DO NOT HOLD, {good.Count - 2} do", broken,
            StringComparison.Ordinal);
        Assert.DoesNotContain("written", broken, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_OfWhatIsDeclaredAndWillNotWork() =>
        Assert.Contains("\nLook here:\n", new PlanText(Plain, GuardPlanner.Plan(Plain, Inventory.Of()),
            new Dictionary<string, StepResult>(), PlanView.Plan,
            ["collector.example is a name"]).ToString(), StringComparison.Ordinal);

    private static string Of(GuardPolicy policy, PlanView view, bool isVerbose = false)
    {
        GuardPlan plan = GuardPlanner.Plan(policy, Machine);
        Dictionary<string, StepResult> results = plan.Steps.ToDictionary(
            step => step.Key, step => new StepResult(Before(step), Before(step), StepOutcome.Planned));
        return new PlanText(policy, plan, results, view, [], isVerbose).ToString();
    }

    private static string Before(GuardStep step) => step.Mechanism switch
    {
        Mechanism.Module => "loadable",
        Mechanism.Unit => "active",
        Mechanism.Firewall or Mechanism.UnitRights => "",
        _ => "1",
    };

    private static void Line(string text, string way, string with, string what) =>
        Assert.Contains(text.Split('\n'), line =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ } first, ..] words && first == way
        && string.Join(' ', words[1..]) == $"{with} {what}".TrimEnd());
}
