using Edge.Device.Hardening;

namespace Edge.Tests.Device.Hardening;

public sealed class ChangeSignsTests : IDisposable
{
    private const string Head = "  sl  local_address\n";
    private const string Waits = "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123 1\n";
    private const string Connected = "   1: 0100007F:1F90 0200007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 456 1\n";

    private readonly MachineFolder _machine = new();

    public ChangeSignsTests() => _machine.With("/proc/net/tcp", Head + Waits).With("/proc/modules", "i2c_dev 16384 2 - Live 0x0\nbridge 1 0 - Live 0x0")
        .With("/proc/self/mountinfo", "1 0 179:2 / / rw - ext4 /dev/root rw").With("/sys/class/net/eth0/flags", "0x1003")
        .With("/sys/class/rfkill/rfkill0/soft", "1").With("/sys/bus/usb/devices/usb1/authorized_default", "0")
        .With("/sys/bus/usb/devices/1-1/authorized", "0").With("/proc/sys/kernel/sysrq", "0").With("/sys/fs/cgroup/system.slice/edge.service/x", "");

    public static TheoryData<string, string> Changes => new()
    {
        { "/proc/net/tcp", Head + Waits + Waits.Replace("0016", "0017", StringComparison.Ordinal) },
        { "/proc/net/udp", Head + Waits.Replace("0A", "07", StringComparison.Ordinal) },
        { "/proc/modules", "i2c_dev 16384 2 - Live 0x0\nbridge 1 0 - Live 0x0\nsctp 1 0 - Live 0x0" },
        { "/proc/self/mountinfo", "1 0 179:2 / / rw - ext4 /dev/root rw\n2 1 8:1 / /media rw - vfat /dev/sda rw" },
        { "/sys/class/net/eth0/flags", "0x1002" },
        { "/sys/class/net/wlan0/flags", "0x1003" },
        { "/sys/class/rfkill/rfkill0/soft", "0" },
        { "/sys/bus/usb/devices/usb1/authorized_default", "1" },
        { "/sys/bus/usb/devices/1-1/authorized", "1" },
        { "/sys/bus/usb/devices/1-2/authorized", "0" },
        { "/proc/sys/kernel/sysrq", "438" },
        { "/proc/sys/kernel/modules_disabled", "0" },
        { "/proc/sys/net/ipv4/conf/all/accept_redirects", "1" },
        { "/proc/sys/net/ipv4/conf/all/accept_source_route", "1" },
        { "/proc/net/if_inet6", "fe800000000000000000000000000001 02 40 20 80 eth0" },
        { "/sys/class/drm/card0-HDMI-A-1/status", "connected" },
        { "/sys/fs/cgroup/system.slice/intruder.service/x", "" },
    };

    public void Dispose() => _machine.Dispose();

    [Theory, MemberData(nameof(Changes))]
    public void Sees_WhatChanges(string file, string text)
    {
        var signs = new ChangeSigns([], _machine.Root);
        signs.Remember();
        Assert.False(signs.HaveChanged());
        _machine.With(file, text);
        Assert.True(signs.HaveChanged());
        signs.Remember();
        Assert.False(signs.HaveChanged());
    }

    // Whoever may open sockets pushes nobody's behind what is read.
    [Fact]
    public void Sees_ASocketBehindThousandsOfOthers()
    {
        string many = Head + string.Concat(Enumerable.Range(0, 20_000).Select(port => Waits.Replace("0016", $"{port:X4}", StringComparison.Ordinal)));
        _machine.With("/proc/net/udp", many.Replace("0A", "07", StringComparison.Ordinal));
        var signs = new ChangeSigns([], _machine.Root);
        signs.Remember();
        _machine.With("/proc/net/udp", many.Replace("0A", "07", StringComparison.Ordinal) + Waits.Replace("0016", "FFFF", StringComparison.Ordinal)
            .Replace("0A", "07", StringComparison.Ordinal));
        Assert.True(signs.HaveChanged());
    }

    [Theory]
    [InlineData("/proc/net/tcp", Head + Waits + Connected)]
    [InlineData("/proc/modules", "i2c_dev 16384 3 - Live 0x0\nbridge 1 1 - Live 0x0")]
    [InlineData("/sys/bus/usb/devices/1-1:1.0/authorized", "1")]
    public void Overlooks_WhatComesAndGoes(string file, string text)
    {
        var signs = new ChangeSigns([], _machine.Root);
        signs.Remember();
        _machine.With(file, text);
        Assert.False(signs.HaveChanged());
    }
}
