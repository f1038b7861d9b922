using System.Diagnostics;

namespace Edge.Device.Updates;

/// <summary>Asks systemd by its own command: it works without a network and without D-Bus
/// libraries.</summary>
public static class Systemctl
{
    private const string Command = "systemctl";

    /// <summary>True when the unit is active. Throws <see cref="IOException"/> when systemctl cannot be
    /// run.</summary>
    public static async Task<bool> IsActiveAsync(string unit, CancellationToken cancellation) =>
        await RunAsync(["is-active", "--quiet", "--", unit], cancellation) == 0;

    /// <summary>systemd reads its settings and units anew. Throws <see cref="IOException"/>.</summary>
    public static Task<int> ReloadAsync(CancellationToken cancellation) => RunAsync(["daemon-reload"], cancellation);

    /// <summary>Returns when the unit runs again, or has failed to. Throws <see cref="IOException"/>.</summary>
    public static Task<int> RestartAsync(string unit, CancellationToken cancellation) =>
        RunAsync(["restart", "--", unit], cancellation);

    /// <summary>The same of a unit that runs; nothing where there is none. Throws <see cref="IOException"/>.</summary>
    public static Task<int> RestartIfRunningAsync(string unit, CancellationToken cancellation) =>
        RunAsync(["try-restart", "--quiet", "--", unit], cancellation);

    /// <summary>Ends everything in order and starts the machine anew; returns before that is done. Throws <see cref="IOException"/>.</summary>
    /// <param name="argument">For the firmware, reboot(2); empty: none.</param>
    public static Task<int> RebootAsync(string argument, CancellationToken cancellation) =>
        RunAsync(argument.Length == 0 ? ["reboot"] : ["reboot", $"--reboot-argument={argument}"], cancellation);

    private static async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Command, arguments))
                ?? throw new IOException($"{Command} could not be started");
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"{Command}: {exception.Message}", exception);
        }
    }
}
