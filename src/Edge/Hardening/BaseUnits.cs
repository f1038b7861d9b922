namespace Edge.Hardening;

/// <summary>The units of the base system, by package and by name: what is not in this table is declared or
/// off.</summary>
/// <remarks>As Debian 12 (systemd 252), Debian 13 (systemd 257) and Raspberry Pi OS ship them, and the
/// gateway's own. Not in it, though they come with those packages: what lets somebody in (getty@,
/// serial-getty@, console-getty, container-getty@, debug-shell, systemd-ssh*), what carries data out
/// (systemd-journal-upload, -remote, -gatewayd, systemd-storagetm), what runs other people's code (user@,
/// capsule@, systemd-nspawn@, systemd-machined, systemd-importd, systemd-sysext, systemd-confext, rc-local),
/// and what puts the machine to sleep.</remarks>
internal static class BaseUnits
{
    public static IReadOnlyList<(string Package, string Units)> Plain { get; } =
    [
        ("edge", """
            edge.service edge-guard.service edge-fetch.service edge-fetch.timer edge-bell.service
            edge-slot.service edge-slot.path edge-os-slot.service edge-os-slot.path
            edge-os-deadline.service edge-os-deadline.timer edge-packs.socket edge-watchdog.service
            """),
        ("systemd: journal and log", """
            systemd-journald.service systemd-journald.socket systemd-journald-audit.socket
            systemd-journald-dev-log.socket systemd-journal-flush.service
            systemd-journal-catalog-update.service systemd-pstore.service
            """),
        ("systemd: start and end", """
            systemd-binfmt.service systemd-boot-check-no-failures.service systemd-exit.service
            systemd-firstboot.service systemd-fsck-root.service systemd-fsckd.service systemd-fsckd.socket
            systemd-growfs-root.service systemd-halt.service systemd-initctl.service
            systemd-initctl.socket systemd-kexec.service systemd-machine-id-commit.service
            systemd-modules-load.service systemd-poweroff.service systemd-quotacheck.service
            systemd-quotacheck-root.service systemd-random-seed.service systemd-reboot.service
            systemd-remount-fs.service systemd-repart.service systemd-rfkill.service systemd-rfkill.socket
            systemd-soft-reboot.service systemd-sysctl.service systemd-sysusers.service
            systemd-tmpfiles-clean.service systemd-tmpfiles-clean.timer systemd-tmpfiles-setup.service
            systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup-dev-early.service
            systemd-update-done.service systemd-update-utmp.service systemd-update-utmp-runlevel.service
            systemd-user-sessions.service systemd-volatile-root.service emergency.service rescue.service
            kmod-static-nodes.service ldconfig.service quotaon.service quotaon-root.service
            system-update-cleanup.service
            """),
        ("systemd: who asks for a password of a disk", """
            systemd-ask-password-console.path systemd-ask-password-console.service
            systemd-ask-password-wall.path systemd-ask-password-wall.service
            """),
        ("systemd: measured boot", """
            systemd-pcrextend.socket systemd-pcrfs-root.service systemd-pcrmachine.service
            systemd-pcrphase.service systemd-pcrphase-initrd.service systemd-pcrphase-sysinit.service
            systemd-tpm2-setup.service systemd-tpm2-setup-early.service
            """),
        ("systemd: asked over D-Bus", """
            systemd-hostnamed.service systemd-hostnamed.socket systemd-localed.service
            systemd-logind.service systemd-timedated.service
            """),
        ("systemd: network and time", """
            systemd-network-generator.service systemd-networkd.service systemd-networkd.socket
            systemd-networkd-persistent-storage.service systemd-networkd-wait-online.service
            systemd-resolved.service systemd-timesyncd.service systemd-time-wait-sync.service
            """),
        ("systemd-boot", "systemd-bless-boot.service systemd-boot-random-seed.service systemd-boot-update.service"),
        ("systemd-oomd", "systemd-oomd.service systemd-oomd.socket"),
        ("udev", """
            systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket
            systemd-udev-trigger.service systemd-udev-settle.service systemd-udev-load-credentials.service
            systemd-hwdb-update.service
            """),
        ("dbus", "dbus.service dbus.socket dbus-broker.service"),
        ("network", """
            networking.service ifupdown-pre.service ifupdown-wait-online.service dhcpcd.service
            wpa_supplicant.service NetworkManager.service NetworkManager-dispatcher.service
            NetworkManager-wait-online.service nm-priv-helper.service resolvconf.service
            resolvconf-pull-resolved.path resolvconf-pull-resolved.service nftables.service
            """),
        ("disks", """
            e2scrub_reap.service fstrim.service fstrim.timer lvm2-monitor.service blk-availability.service
            dm-event.socket
            """),
        ("clock, watchdog, chance", """
            fake-hwclock.service fake-hwclock-load.service fake-hwclock-save.service
            fake-hwclock-save.timer watchdog.service wd_keepalive.service haveged.service
            rng-tools-debian.service
            """),
        ("keyboard and screen", "keyboard-setup.service console-setup.service"),
        ("other", "apparmor.service"),
        ("Raspberry Pi OS", "raspi-config.service rpi-eeprom-update.service rpi-resize.service resize2fs_once.service"),
    ];

    /// <summary>Templates, and the instances of them that are of the base system.</summary>
    public static IReadOnlyList<(string Template, string Type, Func<string, bool> IsInstance)> Templates { get; } =
    [
        ("edge-packs", "service", IsConnection),
        ("edge-technician", "service", IsTerminal),
        ("modprobe", "service", name => name is "chromeos_pstore" or "configfs" or "dm_mod" or "drm" or "efi_pstore" or "fuse" or "loop"
            or "mtdpstore" or "pstore_blk" or "pstore_zone" or "ramoops"),
        ("user-runtime-dir", "service", name => name == "0"),
        ("systemd-fsck", "service", IsDevice),
        ("systemd-growfs", "service", IsPath),
        ("systemd-makefs", "service", IsDevice),
        ("systemd-mkswap", "service", IsDevice),
        ("systemd-cryptsetup", "service", IsPath),
        ("systemd-veritysetup", "service", IsPath),
        ("systemd-integritysetup", "service", IsPath),
        ("systemd-quotacheck", "service", IsPath),
        ("quotaon", "service", IsPath),
        ("systemd-pcrfs", "service", IsPath),
        ("systemd-pcrextend", "service", IsConnection),
        ("systemd-backlight", "service", name => name.StartsWith("backlight:", StringComparison.Ordinal)
            || name.StartsWith("leds:", StringComparison.Ordinal)),
        ("systemd-zram-setup", "service", name => name.StartsWith("zram", StringComparison.Ordinal) && IsNumber(name["zram".Length..])),
        ("systemd-networkd-wait-online", "service", IsNetDevice),
        ("ifup", "service", IsNetDevice),
        ("dhcpcd", "service", IsNetDevice),
        ("wpa_supplicant", "service", IsNetDevice),
    ];

    // Of a socket that accepts: a counter, the peer's process (since systemd 257 with the number of its pidfd) and user.
    private static bool IsConnection(string name) => name.Split('-') switch
    {
        [var count] => IsNumber(count),
        [var count, var process, var user] => IsNumber(count) && process.Split('_') is { Length: 1 or 2 } parts
            && parts.All(IsNumber) && IsNumber(user),
        _ => false,
    };

    private static bool IsTerminal(string name) => name.StartsWith("tty", StringComparison.Ordinal) && name.Length > 3
        && name.All(char.IsAsciiLetterOrDigit);

    // Source: systemd.unit(5), "String Escaping for Inclusion in Unit Names".
    private static bool IsDevice(string name) => name.StartsWith("dev-", StringComparison.Ordinal) && IsPath(name);

    private static bool IsPath(string name) => name.Length > 0 && name.All(letter =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '\\');

    // Source: linux/if.h: IFNAMSIZ is 16 with its end.
    private static bool IsNetDevice(string name) => name.Length is > 0 and < 16 && IsPath(name) && name is not ("." or "..");

    private static bool IsNumber(string text) => text.Length is > 0 and <= 20 && text.All(char.IsAsciiDigit);
}
