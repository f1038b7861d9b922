using System.Globalization;
using System.Text;
using Edge.Device.Updates.Boot;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Host.Updates;

/// <summary>What of the operating system only partitions, boot loader and kernel can tell.</summary>
internal static class SystemStatus
{
    /// <param name="root">The folder that stands for <c>/</c> where the kernel is asked.</param>
    public static string Text(BootSetup setup, string root)
    {
        var look = new BootLook(setup, root);
        BootEvidence seen = look.Evidence();
        var text = new StringBuilder();
        string started = seen.Agreed().TryGet(out SlotName running, out UpdateReason reason) ? $"slot {running.Word()}" : reason.Detail;
        text.AppendLine(CultureInfo.InvariantCulture, $"started    {started}");
        text.AppendLine(CultureInfo.InvariantCulture, $"default    {Default(setup, look)}");
        string panic = look.PanicSeconds() is int seconds ? $"a panic reboots after {seconds} s" : "A PANIC DOES NOT REBOOT: set panic=10 on the kernel's line";
        string watchdog = look.HasWatchdog() ? "the hardware watchdog runs" : "NO HARDWARE WATCHDOG RUNS: a hang needs hands";
        text.AppendLine(CultureInfo.InvariantCulture, $"recovery   {panic}; {watchdog}");
        return text.ToString();
    }

    // Only root may read what the boot loader reads.
    private static string Default(BootSetup setup, BootLook look)
    {
        try
        {
            using var selectors = BootSelectors.Open(setup, look.Firmware(), isWritten: false);
            if (!selectors.Selector.Read().TryGet(out BootChoice choice, out UpdateReason reason))
            {
                return reason.Detail;
            }
            string trial = choice.Trial is { } once ? $", slot {once.Word()} once" : "";
            string problem = selectors.Selector.CanTry() is { } refused ? $"; no trial is possible: {refused.Detail}" : "";
            return $"slot {choice.Default.Word()}{trial}{problem}";
        }
        catch (IOException exception)
        {
            return $"not known: {exception.Message}";
        }
    }
}
