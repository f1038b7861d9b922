using Edge.Hardening;

namespace Edge.Tests.Hardening;

public sealed class BaseSystemTests
{
    // Of the platform, and never on a gateway.
    private static readonly string[] Elsewhere = ["edge-collector.service"];

    public static TheoryData<string> OwnUnits => [.. Directory.GetFiles(Path.Combine(Repository.Root, "packaging", "systemd"))
        .Select(file => Path.GetFileName(file)).Where(name => name.EndsWith(".service", StringComparison.Ordinal)
            || name.EndsWith(".timer", StringComparison.Ordinal) || name.EndsWith(".path", StringComparison.Ordinal)
            || name.EndsWith(".socket", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(OwnUnits))]
    public void Knows_EveryUnitOfTheGateway(string name) => Assert.Equal(!Elsewhere.Contains(name), BaseSystem.Has(name));

    // As they run on a Debian 12 and 13 with ifupdown, networkd or NetworkManager, and on a Raspberry Pi OS.
    [Theory]
    [InlineData("systemd-journald.service")]
    [InlineData("systemd-udevd-kernel.socket")]
    [InlineData("systemd-tmpfiles-clean.timer")]
    [InlineData("systemd-udev-load-credentials.service")]
    [InlineData("systemd-networkd-wait-online.service")]
    [InlineData("NetworkManager-wait-online.service")]
    [InlineData("ifupdown-wait-online.service")]
    [InlineData("fake-hwclock-save.timer")]
    [InlineData("rpi-eeprom-update.service")]
    [InlineData("systemd-fsck@dev-disk-by\\x2dpartuuid-1234\\x2d01.service")]
    [InlineData("systemd-growfs@-.service")]
    [InlineData("systemd-zram-setup@zram0.service")]
    [InlineData("modprobe@configfs.service")]
    [InlineData("ifup@eth0.service")]
    [InlineData("wpa_supplicant@wlan0.service")]
    [InlineData("edge-packs@3.service")]
    [InlineData("edge-packs@3-1234-998.service")]
    [InlineData("edge-packs@3-1234_56789-998.service")]
    [InlineData("edge-technician@ttyAMA0.service")]
    public void Knows_WhatTheSystemStandsOn(string name) => Assert.True(BaseSystem.Has(name));

    // A name that only begins like one of the base system, what lets somebody in or carries something out.
    [Theory]
    [InlineData("systemd-backdoor.service")]
    [InlineData("systemd-evil.service")]
    [InlineData("systemd-journald.service.service")]
    [InlineData("edge-packs-evil.service")]
    [InlineData("edge-os-slot.evil")]
    [InlineData("edge-packs@evil.service")]
    [InlineData("edge-packs@3-1.service")]
    [InlineData("edge-technician@evil.service")]
    [InlineData("modprobe@evil.service")]
    [InlineData("modprobe@configfs.timer")]
    [InlineData("ifup@a-name-that-is-too-long.service")]
    [InlineData("dhcpcd@.evil.timer")]
    [InlineData("systemd-fsck@evil.service")]
    [InlineData("systemd-zram-setup@zramevil.service")]
    [InlineData("systemd-journal-upload.service")]
    [InlineData("systemd-journal-remote.socket")]
    [InlineData("systemd-journal-gatewayd.service")]
    [InlineData("systemd-sysext.service")]
    [InlineData("systemd-sshd@0.service")]
    [InlineData("systemd-storagetm.service")]
    [InlineData("getty@tty3.service")]
    [InlineData("serial-getty@ttyS0.service")]
    [InlineData("autovt@tty2.service")]
    [InlineData("debug-shell.service")]
    [InlineData("rc-local.service")]
    [InlineData("user@0.service")]
    [InlineData("@.service")]
    [InlineData("@")]
    [InlineData("")]
    public void Knows_NothingElse(string name) => Assert.False(BaseSystem.Has(name));

    [Fact]
    public void Names_EachUnitOnce()
    {
        string[] names = [.. BaseUnits.Plain.SelectMany(row => row.Units.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.DoesNotContain('@', name));
        Assert.All(names, name => Assert.True(BaseSystem.Has(name)));
    }
}
