using System.Diagnostics;

namespace Edge.Device.Updates;

/// <summary>Asks systemd by its own command: it works without a network and without D-Bus
/// libraries.</summary>
internal static class Systemctl
{
    private const string Command = "systemctl";

    /// <summary>True when the unit is active. Throws <see cref="IOException"/> when systemctl cannot be
    /// run.</summary>
    public static async Task<bool> IsActiveAsync(string unit, CancellationToken cancellation) =>
        await RunAsync(["is-active", "--quiet", "--", unit], cancellation) == 0;

    /// <summary>Returns when the unit runs again, or has failed to. Throws <see cref="IOException"/>.</summary>
    public static Task<int> RestartAsync(string unit, CancellationToken cancellation) =>
        RunAsync(["restart", "--", unit], cancellation);

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
