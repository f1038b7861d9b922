using Edge.Device.Hardening;
using Edge.Hardening;

namespace Edge.Tests.Device.Hardening;

// Goal: the enumerators read what kernels write, and each mechanism writes, reads back and undoes. Method: a
// folder in place of /.
public sealed class LinuxHandsTests : IDisposable
{
    private readonly MachineFolder _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Finds_ANetworkDevice_WithWhatItHangsOn()
    {
        _machine.WithDevice("/sys/class/net/eth0", "/devices/usb1/1-1/1-1.1/net/eth0").WithDevice("/x",
            "/devices/usb1/1-1/1-1.1", "smsc95xx")
            .With("/sys/devices/usb1/1-1/1-1.1/idVendor",
                "0424").With("/sys/devices/usb1/1-1/1-1.1/idProduct", "ec00")
            .With("/sys/class/net/eth0/flags", "0x1003").With("/sys/class/net/eth0/carrier", "1")
            .With("/proc/net/route", "Iface\tDestination\tGateway\neth0\t00000000\t0101A8C0");
        Found found = _machine.Find(FoundKind.NetDevice, "eth0");
        Assert.Equal("/devices/usb1/1-1/1-1.1/net/eth0", found.Device);
        Assert.Equal(["module:smsc95xx"], found.Needs.AsEnumerable());
        Assert.Equal(("1-1.1=0424:ec00", "default", "1"), (found.Fact("usb"), found.Fact("route"),
            found.Fact("carrier")));
    }

    [Fact]
    public void Finds_RadiosByKind_UsbByPortAndId_AndModulesWithWhatTheyUse()
    {
        _machine.With("/sys/class/rfkill/rfkill0/type", "wlan").With("/sys/class/rfkill/rfkill1/type",
            "bluetooth")
            .WithDevice("/sys/bus/usb/devices/usb1",
                "/devices/usb1").WithDevice("/sys/bus/usb/devices/1-1.2", "/devices/usb1/1-1/1-1.2")
            .With("/sys/devices/usb1/1-1/1-1.2/idVendor",
                "0403").With("/sys/devices/usb1/1-1/1-1.2/idProduct", "6001")
            .With("/proc/modules", "mac80211 1 1 mac80211_hwsim, Live 0x0\nmac80211_hwsim 1 0 - Live 0x0");
        Inventory inventory = _machine.Hands.Look();
        Assert.Equal(["wifi", "bluetooth"], inventory.All(FoundKind.Radio).Select(each =>
            each.Name).OrderDescending(StringComparer.Ordinal));
        Assert.Equal("0403:6001", inventory.All(FoundKind.UsbDevice).Single().Fact("id"));
        Assert.Equal("usb1", inventory.All(FoundKind.UsbHost).Single().Name);
        Assert.Equal(["mac80211"], inventory.ModuleNeeds["mac80211_hwsim"].AsEnumerable());
    }

    [Theory]
    [InlineData("tcp", "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123 1", "tcp 0.0.0.0:22", "network")]
    [InlineData("tcp", "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123 1", "tcp 127.0.0.1:8080", "loopback")]
    [InlineData("udp6", "   0: 00000000000000000000000000000000:0222 00000000000000000000000000000000:0000 07 0:0 0:0 0 0 0 55 2", "udp [::]:546", "network")]
    public void Finds_SocketsThatWait(string table, string line, string name, string reach)
    {
        _machine.With($"/proc/net/{table}", $"  sl  local_address\n{line}");
        Found found = _machine.Hands.Look().All(FoundKind.Socket).Single();
        Assert.Equal((name, reach), (found.Name, found.Fact("reach")));
    }

    [Theory]
    [InlineData("   0: 0100007F:1F90 0200007F:9999 01 0:0 0:0 0 0 0 123 1")]
    [InlineData("   0: zz:16")]
    [InlineData("")]
    [InlineData("   0: 0100007F:FFFFFFFFF 0 0A 0 0 0 0 0 1 1")]
    public void Ignores_ConnectionsAndNonsense(string line)
    {
        _machine.With("/proc/net/tcp", $"head\n{line}");
        Assert.Empty(_machine.Hands.Look().All(FoundKind.Socket));
    }

    // Whoever opens thousands has his look no dearer for it, and is told of as that.
    [Fact]
    public void Tells_WhereThereAreMoreSocketsThanItLists()
    {
        string[] lines = [.. Enumerable.Range(1, 3000).Select(port => $"   0: 00000000:{port:X4} 00000000:0000 07 0:0 0:0 0 0 0 {port} 1")];
        _machine.With("/proc/net/udp", $"head\n{string.Join('\n', lines)}");
        Found[] found = [.. _machine.Hands.Look().All(FoundKind.Socket)];
        Assert.Equal(1025, found.Length);
        Assert.Contains(found, each => each.Name == "udp: more than 1024");
    }

    [Fact]
    public void Finds_TheUnitThatHoldsASocket_AndAsksAgainForAnother()
    {
        void Listens(int socket, string process, string unit)
        {
            _machine.With("/proc/net/tcp", $"head\n   0: 00000000:1F90 00000000:0000 0A 0:0 0:0 0 0 0 {socket} 1")
                .With($"/proc/{process}/cgroup", $"0::/system.slice/{unit}").With($"/proc/{process}/fd/0", "not a socket");
            File.CreateSymbolicLink(Path.Combine(_machine.Root, $"proc/{process}/fd/3"), $"socket:[{socket}]");
        }

        LinuxHands hands = _machine.Hands;
        Listens(123, "77", "first.service");
        Assert.Equal("first.service", hands.Look().All(FoundKind.Socket).Single().Fact("unit"));
        Assert.Equal("first.service", hands.Look().All(FoundKind.Socket).Single().Fact("unit"));
        Listens(124, "66", "second.service");
        Assert.Equal("second.service", hands.Look().All(FoundKind.Socket).Single().Fact("unit"));
    }

    // The slot writer ended while the packet filter was written, and the guard took the filter for what had broken it.
    [Theory]
    [InlineData("edge.service", false)]
    [InlineData("edge-guard.service", false)]
    [InlineData("edge-slot.service", true)]
    [InlineData("edge-fetch.service", true)]
    [InlineData("edge-packs@3.service", true)]
    [InlineData("edge-technician@tty2.service", true)]
    public void Takes_AUnitThatEndsWhenItsWorkIsDone_ForNoLoss(string unit, bool isAlive)
    {
        var survivor = new Survivor("update", Found.Of(FoundKind.Unit, unit));
        _machine.With($"/sys/fs/cgroup/system.slice/{unit}/cgroup.procs", "12");
        Assert.True(_machine.Hands.IsAlive(survivor));
        Directory.Delete(Path.Combine(_machine.Root, "sys/fs/cgroup/system.slice", unit), recursive: true);
        Assert.Equal(isAlive, _machine.Hands.IsAlive(survivor));
    }

    [Fact]
    public void Finds_LoginsThatWork_AndNoHash()
    {
        _machine.With("/etc/shadow",
            "root:*:1::::::\nopen::1::::::\npi:$y$secretsecret:1::::::\nwww:!:1::::::\nbroken");
        Found[] accounts = [.. _machine.Hands.Look().All(FoundKind.Account)];
        Assert.Equal(["open", "pi"], accounts.Select(each => each.Name));
        Assert.DoesNotContain(accounts, each => each.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Finds_TheRootDisk_AndMediaThatCanBeTakenOut()
    {
        _machine.WithDevice("/sys/dev/block/8:1",
            "/devices/usb1/1-1/host0/block/sda/sda1").With("/sys/devices/usb1/1-1/host0/block/sda/removable",
                "1")
            .WithDevice("/sys/dev/block/179:2", "/devices/mmc0/block/mmcblk0/mmcblk0p2")
            .With("/proc/self/mountinfo",
                "1 0 179:2 / / rw,relatime - ext4 /dev/mmcblk0p2 rw\n2 1 8:1 / /media/a\\040b rw,nosuid - vfat /dev/sda1 rw\n"
                    + "3 1 0:20 / /proc rw - proc proc rw");
        Found[] mounts = [.. _machine.Hands.Look().All(FoundKind.Mount)];
        Assert.Equal(["/", "/media/a b"], mounts.Select(each => each.Name));
        Assert.Equal([null, "1"], mounts.Select(each => each.Fact("removable")));
    }

    [Theory]
    [InlineData(Mechanism.Sysctl, "kernel.sysrq", "/proc/sys/kernel/sysrq", "438", "0", "0")]
    [InlineData(Mechanism.Sysfs, "/sys/bus/usb/devices/usb1/authorized_default",
        "/sys/bus/usb/devices/usb1/authorized_default", "1", "0", "0")]
    [InlineData(Mechanism.RadioBlock, "wifi", "/sys/class/rfkill/rfkill0/soft", "0", "blocked", "1")]
    [InlineData(Mechanism.Link, "eth1", "/sys/class/net/eth1/flags", "0x1003", "down", "0x1002")]
    public void Writes_ReadsBack_AndUndoes(Mechanism mechanism, string target, string file, string first,
        string wanted, string written)
    {
        _machine.With("/sys/class/rfkill/rfkill0/type", "wlan").With(file, first);
        LinuxHands hands = _machine.Hands;
        var step = new GuardStep(mechanism, target, wanted, Tier.Disabled, []);
        string before = hands.Read(step)!;
        hands.Write(step, wanted);
        Assert.Equal((wanted, written), (hands.Read(step), _machine.Read(file)));
        hands.Write(step, before);
        Assert.Equal((before, first), (hands.Read(step), _machine.Read(file)));
    }

    [Theory]
    [InlineData(Mechanism.Sysctl, "no.such")]
    [InlineData(Mechanism.RadioBlock, "nfc")]
    [InlineData(Mechanism.Link, "eth9")]
    [InlineData(Mechanism.Node, "/dev/none")]
    [InlineData(Mechanism.Binding, "/devices/none")]
    [InlineData(Mechanism.BootLine, "cmdline:x")]
    public void Reads_NothingWhereNothingIs(Mechanism mechanism, string target) =>
        Assert.Null(_machine.Hands.Read(new GuardStep(mechanism, target, "x", Tier.Disabled, [])));

    [Fact]
    public void Finds_AGadget_AndTakesItFromItsController_AndBack()
    {
        const string File = "/sys/kernel/config/usb_gadget/g1/UDC";
        _machine.With(File, "fe980000.usb").With("/sys/kernel/config/usb_gadget/g2/UDC", "");
        Found gadget = _machine.Hands.Look().All(FoundKind.Gadget).Single();
        Assert.Equal(("g1", "fe980000.usb"), (gadget.Name, gadget.Fact("controller")));
        var step = new GuardStep(Mechanism.Sysfs, File, "", Tier.Disabled, []);
        _machine.Hands.Write(step, "");
        Assert.Equal("", _machine.Hands.Read(step));
        Assert.Empty(_machine.Hands.Look().All(FoundKind.Gadget));
        _machine.Hands.Write(step, "fe980000.usb");
        Assert.Equal("fe980000.usb", _machine.Read(File));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/sys/../etc/passwd")]
    public void Refuses_ASysfsPathThatLeavesSysfs(string path) =>
        Assert.Throws<IOException>(() => _machine.Hands.Read(new GuardStep(Mechanism.Sysfs, path, "0",
            Tier.Disabled, [])));

    [Fact]
    public void Bars_AModule_AndLetsItBeLoadedAgain()
    {
        _machine.With("/proc/modules", "other 1 0 - Live 0x0");
        LinuxHands hands = _machine.Hands;
        var step = new GuardStep(Mechanism.Module, "usb_storage", "barred", Tier.Absent, []);
        Assert.Equal("loadable", hands.Read(step));
        hands.Write(step, "barred");
        Assert.Equal(("barred", "install usb_storage /bin/false"),
            (hands.Read(step), _machine.Read("/run/modprobe.d/edge-guard.conf")));
        hands.Write(step, "loadable");
        Assert.Equal("loadable", hands.Read(step));
    }

    [Fact]
    public void Locks_APassword_AndGivesItBackAsItWas()
    {
        const string Text = "root:*:1::::::\npi:$y$hash:19000:0:99999:7:::\nopen::1::::::";
        _machine.With("/etc/shadow", Text);
        LinuxHands hands = _machine.Hands;
        foreach (string name in (string[])["pi", "open"])
        {
            var step = new GuardStep(Mechanism.Account, name, "locked", Tier.Disabled, []);
            Assert.Equal("open", hands.Read(step));
            hands.Write(step, "locked");
            Assert.Equal("locked", hands.Read(step));
        }
        foreach (string name in (string[])["open", "pi"]) { hands.Write(new GuardStep(Mechanism.Account,
            name, "locked", Tier.Disabled, []), "open"); }
        Assert.Equal(Text, _machine.Read("/etc/shadow"));
    }

    [Fact]
    public void Takes_ADeviceFromItsDriver()
    {
        _machine.WithDevice("/sys/class/sound/card0", "/devices/platform/soc/sound0",
            "snd_dummy").With("/sys/bus/drivers/snd_dummy/unbind", "");
        Found card = _machine.Find(FoundKind.SoundCard, "card0");
        Assert.Equal("snd_dummy", card.Fact("module"));
        _machine.Hands.Write(new GuardStep(Mechanism.Binding, card.Fact("bound-at")!, "unbound",
            Tier.Disabled, []), "unbound");
        Assert.Equal("sound0", _machine.Read("/sys/bus/drivers/snd_dummy/unbind"));
    }

    [Fact]
    public void Writes_BootLines_OnlyIntoTheFolderOfTheOtherSlot()
    {
        string folder = Path.Combine(_machine.Root, "boot");
        _machine.With("/boot/cmdline.txt", "console=tty1 root=/dev/mmcblk0p2").With("/boot/config.txt",
            "[all]\narm_64bit=1");
        var hands = new LinuxHands(default, Path.Combine(_machine.Root, "run"), folder, _machine.Root);
        GuardStep[] steps =
        [
            new(Mechanism.BootLine, "cmdline:usbcore.authorized_default=0", "present", Tier.Absent, []),
            new(Mechanism.BootLine, "dtoverlay:disable-wifi", "present", Tier.Absent, []),
            new(Mechanism.BootLine, "config:enable_uart=0", "present", Tier.Absent, []),
        ];
        foreach (GuardStep step in steps)
        {
            Assert.Equal("absent", hands.Read(step));
            hands.Write(step, "present");
            Assert.Equal("present", hands.Read(step));
        }
        Assert.Equal("console=tty1 root=/dev/mmcblk0p2 usbcore.authorized_default=0",
            _machine.Read("/boot/cmdline.txt"));
        Assert.Equal("[all]\narm_64bit=1\ndtoverlay=disable-wifi\nenable_uart=0",
            _machine.Read("/boot/config.txt"));
        foreach (GuardStep step in steps) { hands.Write(step, "absent"); }
        Assert.Equal("console=tty1 root=/dev/mmcblk0p2", _machine.Read("/boot/cmdline.txt"));
        Assert.Equal("[all]\narm_64bit=1", _machine.Read("/boot/config.txt"));
    }

    [Fact]
    public void Sees_WhetherALinkIsUp_NotWhetherACableIsIn()
    {
        _machine.WithDevice("/sys/class/net/eth0", "/devices/eth/net/eth0").With("/sys/class/net/eth0/flags",
            "0x1003").With("/sys/class/net/eth0/carrier", "0");
        var survivor = new Survivor("operator channel", _machine.Find(FoundKind.NetDevice, "eth0"));
        Assert.True(_machine.Hands.IsAlive(survivor));
        _machine.With("/sys/class/net/eth0/flags", "0x1002");
        Assert.False(_machine.Hands.IsAlive(survivor));
    }
}
