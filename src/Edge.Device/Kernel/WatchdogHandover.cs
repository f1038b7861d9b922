namespace Edge.Device.Kernel;

/// <summary>The board's hardware watchdog in systemd's hands: where systemd no longer runs, the board starts anew.</summary>
/// <remarks>systemd watches the units, and the hardware watches systemd. Source: systemd-system.conf(5), watchdog-class of
/// the kernel's sysfs-class-watchdog.</remarks>
public static class WatchdogHandover
{
    /// <summary>systemd pings it twice in this time. Long enough for a card that is slow once.</summary>
    public const int RuntimeSeconds = 30;

    /// <summary>How long the last part of a shutdown may take.</summary>
    public const int RebootSeconds = 300;

    /// <summary>Where the settings stand, for every start from then on.</summary>
    public const string DropIn = "/etc/systemd/system.conf.d/50-edge-watchdog.conf";

    /// <summary>Where the kernel says how each watchdog is.</summary>
    public const string ClassFolder = "/sys/class/watchdog";

    /// <param name="device">As the board profile has it, such as <c>/dev/watchdog0</c>.</param>
    public static string Settings(string device) => $"""
        # Written by edge-watchdog.service: the board profile declares this watchdog.
        [Manager]
        WatchdogDevice={device}
        RuntimeWatchdogSec={RuntimeSeconds}s
        RebootWatchdogSec={RebootSeconds}s

        """;

    /// <summary>What the kernel says about a watchdog.</summary>
    /// <param name="device">As above; <c>/dev/watchdog</c> is the first.</param>
    /// <param name="read">The text of a file below the class folder; null: there is none.</param>
    public static WatchdogState Look(string device, Func<string, string?> read)
    {
        string name = Path.GetFileName(device);
        if (name == "watchdog") { name = "watchdog0"; }
        string? state = read($"{name}/state");
        if (state is null && read($"{name}/identity") is null) { return new WatchdogState(WatchdogUse.Missing, "", null); }
        WatchdogUse use = state?.Trim() switch { "active" => WatchdogUse.Running, "inactive" => WatchdogUse.Idle, _ => WatchdogUse.Unknown };
        int? seconds = int.TryParse(read($"{name}/timeout")?.Trim(), out int timeout) ? timeout : null;
        return new WatchdogState(use, read($"{name}/identity")?.Trim() ?? "", seconds);
    }
}

public enum WatchdogUse : byte
{
    /// <summary>The kernel has no such device.</summary>
    Missing = 1,

    /// <summary>Somebody feeds it; when that ends, the board starts anew.</summary>
    Running = 2,

    /// <summary>Nobody does.</summary>
    Idle = 3,

    /// <summary>This kernel does not say.</summary>
    Unknown = 4,
}

/// <param name="Identity">The name of its driver.</param>
/// <param name="Seconds">Until it acts; null: not known.</param>
public sealed record WatchdogState(WatchdogUse Use, string Identity, int? Seconds);
