using System.Collections.Immutable;
using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

/// <summary>A device tree as a board of this kind might have it: what its profile names, and parts that a
/// seed adds.</summary>
internal static class ModelMachine
{
    private static readonly string[] Extras = ["sound", "camera", "screen", "stick", "keyboard", "modem",
        "spi", "bus", "chip", "medium", "veth", "serial"];

    /// <summary>Everything that the profile's steps could find, with Ethernet, radio and root disk where real
    /// boards have them or worse.</summary>
    public static Inventory Of(BoardProfile board, Random random)
    {
        var items = new List<Found>();
        string hub = "/devices/platform/soc/usb/usb1";
        string port = $"{hub}/1-1";
        items.Add(Found.Of(FoundKind.UsbHost, "usb1", hub, "module:xhci_hcd"));
        items.Add(Found.Of(FoundKind.UsbDevice, "1-1", port, "module:xhci_hcd").With("id", "0424:9514"));
        foreach (BoardInterface each in board.Interfaces) { AddDeclared(items, each, port, random); }
        AddRoot(items, port, random);
        items.Add(Found.Of(FoundKind.Watchdog, "watchdog0", "/devices/platform/soc/wdt/watchdog/watchdog0",
            random.Next(3) == 0 ? ["module:softdog"] : []));
        foreach (BoardBus bus in board.Buses)
        {
            string name = Path.GetFileName(bus.Path);
            string at = random.Next(4) == 0 ? $"{port}/1-1.4/{name}" : $"/devices/platform/soc/{name}";
            items.Add(Found.Of(bus.Kind == BusKind.I2c ? FoundKind.I2cBus : FoundKind.Serial, name,
                at).With("node", bus.Path));
        }
        foreach (string chip in board.Pins.Select(pin => pin.ChipLabel).Distinct())
        {
            items.Add(Found.Of(FoundKind.GpioChip, "gpiochip0",
                "/devices/platform/soc/gpio/gpiochip0").With("label", chip));
        }
        foreach (string extra in Extras.Where(_ => random.Next(2) == 0)) { AddExtra(items, extra, port,
            random); }
        foreach (string module in items.SelectMany(item => item.Needs).Where(need =>
            need.StartsWith("module:", StringComparison.Ordinal)).Distinct().ToArray())
        {
            items.Add(Found.Of(FoundKind.Module, module["module:".Length..]));
        }
        foreach (string unit in (string[])["edge.service", "systemd-journald.service", "ssh.service",
            "edge-slot.path"]) { items.Add(Found.Of(FoundKind.Unit, unit)); }
        foreach (string setting in (string[])["kernel.sysrq", "kernel.modules_disabled",
            "net.ipv6.conf.all.disable_ipv6"]) { items.Add(Found.Of(FoundKind.Setting, setting)); }
        var needs = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("brcmfmac",
            ["cfg80211"]).Add("uas", ["usb_storage"]);
        return new Inventory(default, [.. items], needs);
    }

    private static void AddDeclared(List<Found> items, BoardInterface each, string port, Random random)
    {
        foreach (string step in each.Disable)
        {
            string argument = step[(step.IndexOf(':', StringComparison.Ordinal) + 1)..];
            switch (step[..step.IndexOf(':', StringComparison.Ordinal)])
            {
                case "link-down":
                    bool isUsb = random.Next(2) == 0;
                    items.Add(Found.Of(FoundKind.NetDevice, argument, isUsb ? $"{port}/1-1.1/net/{argument}"
                        : $"/devices/platform/soc/net/{argument}", isUsb ? ["module:smsc95xx"] : [])
                        .With("carrier", "1").With("route", "default"));
                    break;
                case "rfkill" when argument == "wifi":
                    items.Add(Found.Of(FoundKind.Radio, "wifi"));
                    items.Add(Found.Of(FoundKind.NetDevice, "wlan0", "/devices/platform/soc/mmc1/net/wlan0",
                        "module:brcmfmac", "radio:wifi")
                        .With("radio", "wifi").With("carrier", "1"));
                    break;
                case "rfkill": items.Add(Found.Of(FoundKind.Radio, argument)); break;
                case "module": items.Add(Found.Of(FoundKind.Module, argument.Replace('-', '_'))); break;
                case "sysctl": items.Add(Found.Of(FoundKind.Setting, argument.Split('=')[0])); break;
            }
        }
    }

    private static void AddRoot(List<Found> items, string port, Random random)
    {
        (string device, string[] needs) = random.Next(3) switch
        {
            0 => ("/devices/platform/soc/mmc0/block/mmcblk0", Array.Empty<string>()),
            1 => ($"{port}/1-1.2/host0/block/sda", (string[])["module:usb_storage", "module:uas"]),
            _ => ("/devices/pci0000:00/nvme/nvme0n1", ["module:nvme"]),
        };
        items.Add(Found.Of(FoundKind.Mount, "/", device, needs).With("removable",
            random.Next(2).ToString(null, null)));
    }

    private static void AddExtra(List<Found> items, string extra, string port, Random random)
    {
        string at = random.Next(2) == 0 ? $"{port}/1-1.3" : $"/devices/platform/soc/{extra}";
        items.Add(extra switch
        {
            "sound" => Found.Of(FoundKind.SoundCard, "card0", $"{at}/sound/card0",
                "module:snd_usb_audio").With("module", "snd_usb_audio").With("bound-at", at),
            "camera" => Found.Of(FoundKind.Camera, "video0", $"{at}/video0",
                "module:uvcvideo").With("bound-at", at),
            "screen" => Found.Of(FoundKind.Connector, "card1-HDMI-A-1", $"{at}/drm/card1"),
            "stick" => Found.Of(FoundKind.UsbDevice, "1-1.5", $"{port}/1-1.5",
                "module:usb_storage").With("id", "0781:5567"),
            "keyboard" => Found.Of(FoundKind.UsbDevice, "1-1.6", $"{port}/1-1.6", "module:usbhid").With("id",
                "046d:c31c"),
            "modem" => Found.Of(FoundKind.NetDevice, "wwan0", $"{port}/1-1.7/net/wwan0",
                "module:cdc_ether").With("usb", "1-1.7=12d1:14db").With("carrier", "1"),
            "spi" => Found.Of(FoundKind.Spi, "spidev0.0", $"{at}/spidev0.0").With("node", "/dev/spidev0.0"),
            "bus" => Found.Of(FoundKind.I2cBus, "i2c-20", $"{at}/i2c-20").With("node", "/dev/i2c-20"),
            "chip" => Found.Of(FoundKind.GpioChip, "gpiochip7", $"{at}/gpiochip7").With("label", "expander"),
            "medium" => Found.Of(FoundKind.Mount, "/media/stick", $"{port}/1-1.5/host1/block/sdb",
                "module:usb_storage").With("removable", "1"),
            "veth" => Found.Of(FoundKind.NetDevice, "veth9", "/devices/virtual/net/veth9").With("carrier",
                "1"),
            _ => Found.Of(FoundKind.Serial, "ttyUSB0", $"{port}/1-1.8/ttyUSB0",
                "module:ftdi_sio").With("node", "/dev/ttyUSB0"),
        });
    }
}
