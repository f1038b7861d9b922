using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Platform.Files;
using Edge.Tests.Hardening;

namespace Edge.Tests.Device.Hardening;

public sealed class SystemSettingsTests : IDisposable
{
    private readonly MachineFolder _machine = new();

    public void Dispose() => _machine.Dispose();

    // Whoever reads the shadow file by its group reads it still; the new file never stands there under
    // another owner.
    [Fact]
    public void Locks_APassword_AndLeavesTheFileToWhomItBelongs()
    {
        _machine.With("/etc/shadow", "pi:$y$hash:19000:0:99999:7:::");
        string path = Path.Combine(_machine.Root, "etc/shadow");
        FileOwner owner = FileOwner.Of(path)!.Value;
        if (Environment.IsPrivilegedProcess)
        {
            owner = new FileOwner(0, 42);
            using FileStream file = File.OpenRead(path);
            owner.Give(file.SafeFileHandle);
        }

        _machine.Hands.Write(new GuardStep(Mechanism.Account, "pi", "locked", Tier.Disabled, []), "locked");
        Assert.Equal("pi:!$y$hash:19000:0:99999:7:::", _machine.Read("/etc/shadow"));
        Assert.Equal(owner, FileOwner.Of(path));
    }

    // Of other lines nothing is touched, in whatever encoding somebody wrote them.
    [Fact]
    public void Locks_APassword_AndKeepsEveryOtherByte()
    {
        string path = _machine.With("/etc/shadow", "").Root + "/etc/shadow";
        byte[] others = [.. "\r\nj"u8, 0xfc, .. "rgen:$y$x:1::::::\n\n"u8];
        File.WriteAllBytes(path, [.. "pi:$y$hash:19000:0:99999:7:::"u8, .. others]);
        _machine.Hands.Write(new GuardStep(Mechanism.Account, "pi", "locked", Tier.Disabled, []), "locked");
        Assert.Equal([.. "pi:!$y$hash:19000:0:99999:7:::"u8, .. others], File.ReadAllBytes(path));
        _machine.Hands.Write(new GuardStep(Mechanism.Account, "pi", "open", Tier.Disabled, []), "open");
        Assert.Equal([.. "pi:$y$hash:19000:0:99999:7:::"u8, .. others], File.ReadAllBytes(path));
    }

    // Source: modprobe.d(5): of files with one name, the one in /etc is read and the one in /run is not.
    [Fact]
    public void Reads_NoModuleAsBarred_WhereAnotherFileTakesThePlaceOfTheBars()
    {
        var step = new GuardStep(Mechanism.Module, "sctp", "barred", Tier.Disabled, []);
        LinuxHands hands = _machine.With("/proc/modules", "").Hands;
        hands.Write(step, "barred");
        Assert.Equal("barred", hands.Read(step));
        _machine.With("/etc/modprobe.d/edge-guard.conf", "");
        Assert.Equal("loadable", hands.Read(step));
        Assert.Contains("/etc/modprobe.d/edge-guard.conf", Assert.Throws<IOException>(() => hands.Write(step, "barred")).Message,
            StringComparison.Ordinal);
    }

    // The setting for all reads 1 while an interface that a network manager switched on has an address.
    [Fact]
    public void Switches_Ipv6OffForEachInterface_AndReadsEachBack()
    {
        foreach (string name in (string[])["all", "default", "eth0", "eth0.100"])
        {
            _machine.With($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", name.StartsWith("eth0", StringComparison.Ordinal) ? "0" : "1");
        }

        LinuxHands hands = _machine.Hands;
        GuardPlan plan = GuardPlanner.Plan(GuardPolicies.Of(GuardPolicies.Board("virtual"), "ethernet"), hands.Look());
        PlanEntry entry = plan.Entries.Single(each => each.Name == "ipv6");
        GuardStep[] open = [.. entry.Steps.Where(step => hands.Read(step) == "0")];
        Assert.Equal(["net.ipv6.conf.eth0.disable_ipv6", "net.ipv6.conf.eth0/100.disable_ipv6"], open.Select(step => step.Target));
        Assert.Equal("net.ipv6.conf.all.disable_ipv6", entry.Steps[0].Target);
        foreach (GuardStep step in open) { hands.Write(step, step.Wanted); }
        Assert.Equal("1", _machine.Read("/proc/sys/net/ipv6/conf/eth0.100/disable_ipv6"));
        Assert.All(entry.Steps, step => Assert.Equal("1", hands.Read(step)));
    }
}
