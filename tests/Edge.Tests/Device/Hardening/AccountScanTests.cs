using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Tests.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: every way in by a name is found, also those that the shadow file does not show. Method: the files of Debian, and what
// somebody adds to them.
public sealed class AccountScanTests : IDisposable
{
    private const string Root = "root:x:0:0:root:/root:/bin/bash";

    private readonly MachineFolder _machine = new();

    public AccountScanTests() => _machine.With("/etc/shadow", "root:*:1::::::\npi:$y$secret:1::::::\nwww:!:1::::::");

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("ghost::0:0::/root:/bin/sh", "ghost", "it has the rights of root, without a password, in /etc/passwd")]
    [InlineData("ghost:x:0:0::/root:/bin/sh", "ghost", "it has the rights of root")]
    [InlineData("  ghost:x: +000:0::/root:/bin/sh", "ghost", "it has the rights of root")]
    [InlineData("plain:$y$secret:1001:1001::/srv/plain:/bin/sh", "plain", "it has a password, in /etc/passwd")]
    [InlineData("open::1001:1001::/srv/open:/bin/sh", "open", "without a password, in /etc/passwd")]
    [InlineData("pi:x:1000:1000::/srv/pi:/bin/sh", "pi", "it has a password")]
    public void Finds_WhoComesIn(string line, string name, string why)
    {
        _machine.With("/etc/passwd", $"{Root}\n{line}").With("/etc/shadow", "root:*:1::::::\npi:$y$secret:1::::::");
        Found[] accounts = [.. Accounts()];
        Assert.Equal(why, accounts.Single(each => each.Name == name).Fact("why"));
        Assert.DoesNotContain(accounts, each => each.ToString().Contains("secret", StringComparison.Ordinal) || each.Name == "root");
    }

    [Theory]
    [InlineData("www:x:33:33::/var/www:/bin/sh")]
    [InlineData("none:x:1001:1001::/srv/none:/bin/sh")]
    [InlineData("locked:!$y$secret:1001:1001::/srv/locked:/bin/sh")]
    [InlineData("star:*:1001:1001::/srv/star:/bin/sh")]
    [InlineData("#ghost::0:0::/root:/bin/sh")]
    [InlineData("ghost::0")]
    [InlineData("almost:x:10:0::/root:/bin/sh")]
    [InlineData("")]
    public void Finds_NobodyElse(string line)
    {
        _machine.With("/etc/passwd", $"{Root}\n{line}").With("/etc/shadow", "root:*:1::::::\nwww:!:1::::::");
        Assert.Empty(Accounts());
    }

    // The field that counts is locked, in whichever file it is, and given back as it was.
    [Theory]
    [InlineData("ghost::0:0::/root:/bin/sh", "ghost")]
    [InlineData("plain:$y$secret:1001:1001::/srv/plain:/bin/sh", "plain")]
    [InlineData("pi:x:1000:1000::/srv/pi:/bin/sh", "pi")]
    public void Locks_WhereTheFieldIs_AndGivesItBack(string line, string name)
    {
        _machine.With("/etc/passwd", $"{Root}\n{line}");
        (string passwords, string shadow) = (_machine.Read("/etc/passwd"), _machine.Read("/etc/shadow"));
        LinuxHands hands = _machine.Hands;
        var step = new GuardStep(Mechanism.Account, name, "locked", Tier.Disabled, []);
        Assert.Equal("open", hands.Read(step));
        hands.Write(step, "locked");
        Assert.Equal("locked", hands.Read(step));
        Assert.DoesNotContain(Accounts(), each => each.Name == name && each.Fact("why")!.Contains("password", StringComparison.Ordinal));
        hands.Write(step, "open");
        Assert.Equal((passwords, shadow), (_machine.Read("/etc/passwd"), _machine.Read("/etc/shadow")));
    }

    [Fact]
    public void Finds_KeysThatLetSomebodyIn_AndThePlanNamesThemUntilTheSiteDoes()
    {
        _machine.With("/etc/passwd", $"{Root}\nwww:x:33:33::/var/www:/usr/sbin/nologin\nbin:x:2:2::/bin:/usr/sbin/nologin")
            .With("/etc/shadow", "root:*:1::::::").With("/root/.ssh/authorized_keys", "ssh-ed25519 AAAA")
            .With("/var/www/.ssh/authorized_keys2", "ssh-ed25519 AAAA");
        Inventory inventory = _machine.Hands.Look();
        Assert.Equal(["/root/.ssh/authorized_keys", "/var/www/.ssh/authorized_keys2"], inventory.All(FoundKind.Account).Select(each => each.Fact("keys")));
        GuardPolicy policy = GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet");
        policy = policy with { Hardening = policy.Hardening with { Keys = ["root"] } };
        PlanEntry[] entries = [.. GuardPlanner.Plan(policy, inventory).Entries.Where(entry => entry.Kind == "login keys")];
        Assert.Equal([Decision.Kept, Decision.Spared], entries.Select(entry => entry.Decision));
        Assert.Equal("www, /var/www/.ssh/authorized_keys2", entries[1].Name);
        Assert.All(entries, entry => Assert.Empty(entry.Steps));
    }

    [Fact]
    public void Finds_NoKeysInAnEmptyFile_AndTakesALinkForSome()
    {
        _machine.With("/etc/passwd", Root).With("/etc/shadow", "root:*:1::::::").With("/root/.ssh/known_hosts", "x");
        File.WriteAllText(_machine.Root + "/root/.ssh/authorized_keys", "");
        Assert.Empty(Accounts());
        File.CreateSymbolicLink(_machine.Root + "/root/.ssh/authorized_keys2", "/tmp/none");
        Assert.Equal("/root/.ssh/authorized_keys2", Accounts().Single().Fact("keys"));
    }

    private IEnumerable<Found> Accounts() => _machine.Hands.Look().All(FoundKind.Account);
}
