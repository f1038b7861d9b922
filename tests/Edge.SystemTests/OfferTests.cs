namespace Edge.SystemTests;

/// <summary>What the guest's kernel can offer that no site declared: radios, plugs, cameras, fire-walls and sealed
/// images, for tests that switch them off or stand on them.</summary>
[Collection("own lab")]
public sealed class OfferTests(Lab lab) : IAsyncLifetime
{
    /// <summary>A gadget that is plugged into this very machine: FUNCTION is made in configfs and shown to the host
    /// controller of dummy_hcd.</summary>
    private const string Gadget = """
        modprobe dummy_hcd
        stick=/sys/kernel/config/usb_gadget/stranger
        mkdir $stick && cd $stick && echo 0x1d6b > idVendor && echo 0x0104 > idProduct
        mkdir strings/0x409 configs/c.1 functions/FUNCTION && echo 0001 > strings/0x409/serialnumber
        SETUP
        ln -s functions/FUNCTION configs/c.1/ && ls /sys/class/udc | head -n 1 > UDC
        for _ in $(seq 40); do SEEN > /dev/null 2>&1 && break; sleep 0.2; done
        SEEN; code=$?
        echo > UDC; rm configs/c.1/FUNCTION; rmdir configs/c.1 functions/FUNCTION strings/0x409; cd /; rmdir $stick
        modprobe -r dummy_hcd
        exit $code
        """;

    public Task InitializeAsync() => lab.ResetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("modprobe mac80211_hwsim radios=1; rfkill list; modprobe -r mac80211_hwsim", "Wireless LAN")]
    [InlineData(
        "modprobe hci_vhci; exec 3<>/dev/vhci; for _ in $(seq 50); do rfkill list | grep hci && break; sleep 0.1; done",
        "hci0: Bluetooth")]
    [InlineData("modprobe snd_dummy; cat /proc/asound/cards; modprobe -r snd_dummy", "Dummy")]
    [InlineData("modprobe vivid n_devs=1; cat /sys/class/video4linux/*/name; udevadm settle; modprobe -r vivid", "vivid")]
    [InlineData("modprobe vkms; ls -d /sys/class/drm/card0-*; modprobe -r vkms", "card0-Virtual-1")]
    [InlineData("modprobe i2c-stub chip_addr=0x1c; i2cdetect -l; modprobe -r i2c-stub", "SMBus stub driver")]
    [InlineData("modprobe tpm_vtpm_proxy; ls /dev/vtpmx; modprobe -r tpm_vtpm_proxy", "/dev/vtpmx")]
    // The virtual board declares it: where its settings are in force, systemd takes it and does not let go.
    [InlineData(
        "rm /etc/systemd/system.conf.d/50-edge-watchdog.conf; systemctl daemon-reload; modprobe softdog; "
        + "cat /sys/class/watchdog/*/identity; modprobe -r softdog; systemctl start edge-watchdog",
        "Software Watchdog")]
    [InlineData("ip link add one0 type veth peer name two0; ip -br link; ip link del one0", "one0@two0")]
    [InlineData("ip link add extra0 type dummy; ip -br link; ip link del extra0", "extra0")]
    public async Task Has_InterfacesThatNobodyDeclared(string script, string expected) =>
        Assert.Contains(expected, await lab.InGuestAsync(script), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "mass_storage.0",
        "modprobe usb_storage; truncate -s 8M /run/stick; echo /run/stick > functions/mass_storage.0/lun.0/file",
        "cat /sys/block/sda/device/type")]
    [InlineData("hid.0", "modprobe usbhid; cd functions/hid.0; echo 1 > protocol; echo 1 > subclass; echo 8 > report_length;"
        + "printf "
        + @"'\005\001\011\006\241\001\005\007\031\340\051\347\025\000\045\001\165\001\225\010"
        + @"\201\002\225\001\165\010"
        + @"\201\003\225\006\165\010\025\000\045\145\005\007\031\000\051\145\201\000\300'"
        + " > report_desc; cd ../..", "grep -l 1d6b:0104 /sys/class/input/input*/name")]
    [InlineData("acm.0", "modprobe cdc_acm", "ls /dev/ttyACM0")]
    [InlineData(
        "ecm.0", "modprobe cdc_ether; echo 02:ed:6e:00:01:01 > functions/ecm.0/host_addr",
        "ip -br link | grep 02:ed:6e:00:01:01")]
    public async Task Has_ThingsThatAStrangerPlugsIn(string function, string setup, string seen) =>
        Assert.NotEqual("", await lab.InGuestAsync(Gadget
            .Replace("FUNCTION", function, StringComparison.Ordinal)
            .Replace("SETUP", setup, StringComparison.Ordinal)
            .Replace("SEEN", seen, StringComparison.Ordinal)));

    [Fact]
    public async Task Has_AFireWallInAndOut_WithSetsLimitsCountersAndUnits()
    {
        string rules = await lab.InGuestAsync("""
            nft -f - <<'RULES'
            table inet offered {
                set peers { type ipv4_addr . inet_service; elements = { 10.90.0.1 . 8443 }; }
                chain in {
                    type filter hook input priority 0; policy accept
                    ct state established,related counter accept
                    icmp type echo-request limit rate 5/second accept
                }
                chain out {
                    type filter hook output priority 0; policy accept
                    socket cgroupv2 level 2 "system.slice/edge.service" counter
                    ip daddr . tcp dport @peers counter accept
                    fib daddr type broadcast counter log prefix "offered " group 1
                }
            }
            RULES
            sleep 3; nft list table inet offered; nft delete table inet offered
            """);
        Assert.Matches(@"@peers counter packets [1-9]", rules);
        Assert.Matches(@"edge\.service"" counter packets [1-9]", rules);
    }

    [Fact]
    public async Task Has_ImagesThatCannotBeChangedUnnoticed()
    {
        string said = await lab.InGuestAsync("""
            cd /run; truncate -s 4M image; mke2fs -q -t ext4 -b 4096 image
            echo good > word; debugfs -w -R 'write word word' image 2> /dev/null
            root=$(veritysetup format image tree | awk '/Root hash/ { print $3 }')
            veritysetup open image sealed tree "$root"
            mkdir -p sealed && mount -o ro /dev/mapper/sealed sealed && cat sealed/word
            umount sealed; veritysetup close sealed
            at=$(grep -abo good image | head -n 1 | cut -d: -f1)
            printf evil | dd of=image bs=1 seek="$at" conv=notrunc 2> /dev/null
            veritysetup open image sealed tree "$root"
            mount -o ro /dev/mapper/sealed sealed && cat sealed/word || echo refused
            umount sealed; veritysetup close sealed; rm -r image tree word sealed
            """);
        Assert.Contains("good", said, StringComparison.Ordinal);
        Assert.Contains("refused", said, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", said, StringComparison.Ordinal);
    }
}
