using System.Diagnostics;

namespace Edge.Device.Updates;

/// <summary>Asks systemd by its own command: it works without a network and without D-Bus
/// libraries.</summary>
public static class Systemctl
{
    private const string Command = "systemctl";

    /// <summary>What is given for an answer that did not come in time; systemctl is ended then, its job may go on.</summary>
    public const int NoAnswer = -1;

    /// <summary>For a question.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>For a job: more than a unit of the gateway has for its end and its start together.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(3);

    /// <summary>True when the unit is active. Throws <see cref="IOException"/> when systemctl cannot be
    /// run.</summary>
    public static async Task<bool> IsActiveAsync(string unit, CancellationToken cancellation) =>
        await RunAsync(["is-active", "--quiet", "--", unit], Soon, cancellation) == 0;

    /// <summary>systemd reads its settings and units anew. Throws <see cref="IOException"/>.</summary>
    public static Task<int> ReloadAsync(CancellationToken cancellation) => RunAsync(["daemon-reload"], Late, cancellation);

    /// <summary>Returns when the unit runs again, or has failed to. Throws <see cref="IOException"/>.</summary>
    public static Task<int> RestartAsync(string unit, CancellationToken cancellation) =>
        RunAsync(["restart", "--", unit], Late, cancellation);

    /// <summary>The same of a unit that runs; nothing where there is none. Throws <see cref="IOException"/>.</summary>
    public static Task<int> RestartIfRunningAsync(string unit, CancellationToken cancellation) =>
        RunAsync(["try-restart", "--quiet", "--", unit], Late, cancellation);

    /// <summary>Ends everything in order and starts the machine anew; returns before that is done. Throws <see cref="IOException"/>.</summary>
    /// <param name="argument">For the firmware, reboot(2); empty: none.</param>
    public static Task<int> RebootAsync(string argument, CancellationToken cancellation) =>
        RunAsync(argument.Length == 0 ? ["reboot"] : ["reboot", $"--reboot-argument={argument}"], Late, cancellation);

    private static Task<int> RunAsync(string[] arguments, TimeSpan patience, CancellationToken cancellation) =>
        RunAsync(Command, arguments, patience, cancellation);

    internal static async Task<int> RunAsync(string command, string[] arguments, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments))
                ?? throw new IOException($"{command} could not be started");
            try
            {
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                process.Kill();
                return NoAnswer;
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"{command}: {exception.Message}", exception);
        }
    }
}
