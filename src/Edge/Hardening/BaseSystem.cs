namespace Edge.Hardening;

/// <summary>The units without which the system itself does not stand; everything else is declared or
/// off.</summary>
/// <remarks>Names of systemd 252 to 257 as Debian 12, 13 and Raspberry Pi OS ship them. A name that ends in
/// <c>*</c> means all that
/// begin so. What listens (resolved, timesyncd, networkd are clients here) is behind the packet filter all
/// the same.</remarks>
public static class BaseSystem
{
    private static readonly string[] Units =
    [
        "edge.service", "edge-guard.service", "edge-fetch.service", "edge-fetch.timer", "edge-slot.service",
            "edge-slot.path", "edge-bell.service", "edge-watchdog.service", "edge-os-slot.*", "edge-os-deadline.*", "edge-packs*",
        "edge-technician@*",
        "dbus.service", "dbus.socket", "dbus-broker.service", "systemd-*", "kmod-static-nodes.service",
            "modprobe@*",
        "user@0.service", "user-runtime-dir@0.service", "init.scope", "fake-hwclock.service",
            "dhcpcd.service", "dhcpcd@*",
        "NetworkManager.service", "NetworkManager-dispatcher.service", "networking.service", "ifup@*",
            "wpa_supplicant.service",
        "watchdog.service", "rng-tools-debian.service", "haveged.service", "emergency.service",
            "rescue.service",
        "e2scrub_reap.service", "fstrim.timer", "fstrim.service", "keyboard-setup.service",
            "console-setup.service",
        "resolvconf.service", "raspi-config.service", "rpi-eeprom-update.service", "nftables.service",
            "apparmor.service",
        "ldconfig.service", "cryptsetup.target", "blk-availability.service", "lvm2-monitor.service",
            "dm-event.socket",
    ];

    /// <summary>Entry points that <c>systemd-*</c> would let through, and that let somebody in.</summary>
    private static readonly string[] Doors =
    [
        "systemd-journal-gatewayd.*", "systemd-journal-remote.*", "systemd-nspawn@*",
            "systemd-machined.service", "systemd-importd.service",
        "systemd-homed.service", "systemd-userdbd.*", "systemd-sysext.service", "systemd-creds.socket",
            "systemd-mute-console.socket",
        "systemd-ssh*",
    ];

    public static bool Has(string unit) => Units.Any(each => Fits(each, unit))
        && !Doors.Any(each => Fits(each, unit));

    private static bool Fits(string pattern, string unit) => pattern.EndsWith('*')
        ? unit.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : unit == pattern;

    /// <summary>Modules that nothing of a gateway needs: old file systems, protocols, buses with direct
    /// memory access.</summary>
    /// <remarks>Source: CIS Debian Linux 12 Benchmark, 1.1.1 and 3.2.</remarks>
    public static IReadOnlyList<string> BarredModules { get; } =
        ["cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "udf", "firewire_core", "atm", "can", "dccp",
            "rds", "sctp", "tipc", "thunderbolt"];
}
