using Edge.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: whether a channel works, and whether what brings it up runs, is read from the kernel as it writes it.
public sealed class WayInFactsTests : IDisposable
{
    private const string NoRoute = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT";
    private const string OnLink = NoRoute + "\neth0\t00005A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0";
    private const string LinkLocal = "fe8000000000000000000000000000aa 02 40 20 80     eth0";
    private const string Global = "20010db80000000000000000000000aa 02 40 00 80     eth0";

    private readonly MachineFolder _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("1", OnLink, "", true)]
    [InlineData("1", NoRoute, LinkLocal, false)]
    [InlineData("1", NoRoute, Global, true)]
    [InlineData("0", OnLink, Global, false)]
    [InlineData("1", NoRoute, "", false)]
    public void Tells_WhetherAChannelHasACarrierAndAnAddress(string carrier, string routes, string ipv6, bool works)
    {
        _machine.WithDevice("/sys/class/net/eth0", "/devices/platform/eth/net/eth0")
            .With("/sys/class/net/eth0/carrier", carrier).With("/sys/class/net/eth0/carrier_changes", "2")
            .With("/proc/net/route", routes).With("/proc/net/if_inet6", ipv6);
        var channel = new Survivor("operator channel", _machine.Find(FoundKind.NetDevice, "eth0"));
        Assert.Equal(works, Probation.Works(channel));
        Assert.Equal(works, _machine.Hands.HasAddress(channel));
        Assert.Equal("2", channel.Item.Fact("carrier-changes"));
    }

    // Source: systemd.unit(5): a template's instances are in a slice of the template's name, with each hyphen of it escaped.
    [Theory]
    [InlineData("NetworkManager.service", "NetworkManager.service")]
    [InlineData("dhcpcd@eth0.service", "system-dhcpcd.slice/dhcpcd@eth0.service")]
    [InlineData("wpa_supplicant-nl80211@wlan0.service", @"system-wpa_supplicant\x2dnl80211.slice/wpa_supplicant-nl80211@wlan0.service")]
    public void Tells_WhetherWhatBringsTheChannelUpRuns(string unit, string group)
    {
        var survivor = new Survivor("brings the channel up", Found.Of(FoundKind.Unit, unit));
        Assert.False(_machine.Hands.IsAlive(survivor));
        _machine.With($"/sys/fs/cgroup/system.slice/{group}/cgroup.procs", "12");
        Assert.True(_machine.Hands.IsAlive(survivor));
        Directory.Delete(Path.Combine(_machine.Root, "sys/fs/cgroup/system.slice", group), recursive: true);
        Assert.False(_machine.Hands.IsAlive(survivor));
    }
}
