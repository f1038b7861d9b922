using Edge.Device.Kernel;
using Edge.Profiles;

namespace Edge.Host.Doctor;

/// <summary>Whether the hardware watchdog that the board profile declares watches this machine.</summary>
internal static class WatchdogExamination
{
    /// <param name="read">The text of a file below <see cref="WatchdogHandover.ClassFolder"/>; null: there is none.</param>
    /// <returns>Null: the board declares none.</returns>
    public static Finding? Look(Site site, Func<string, string?> read)
    {
        if (site.Board is not { Kind: BoardKind.Linux, WatchdogDevice: { } device }) { return null; }
        WatchdogState state = WatchdogHandover.Look(device, read);
        string name = state.Identity.Length == 0 ? device : $"{device} ({state.Identity})";
        return state.Use switch
        {
            WatchdogUse.Missing => new Finding(
                Health.Doubtful, "watchdog", $"{device} is missing: a machine that hangs stays so",
                "Load its driver; on a Raspberry Pi: dtparam=watchdog=on in config.txt, then start the board anew"),
            WatchdogUse.Running => Finding.Good("watchdog", $"{name} starts the board anew after {state.Seconds} s without systemd"),
            WatchdogUse.Idle => new Finding(
                Health.Doubtful, "watchdog", $"nobody feeds {name}: a machine that hangs stays so",
                "Hand it to systemd: systemctl start edge-watchdog; see journalctl -u edge-watchdog"),
            _ => new Finding(
                Health.Doubtful, "watchdog", $"the kernel does not say whether {name} runs",
                "See: systemctl show -p RuntimeWatchdogUSec"),
        };
    }

    /// <summary>A file of the kernel.</summary>
    public static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(WatchdogHandover.ClassFolder, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
