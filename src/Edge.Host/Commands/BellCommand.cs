using System.CommandLine;
using System.Security.Cryptography;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Bell;
using Edge.Updates;
using Edge.Updates.Bell;

namespace Edge.Host.Commands;

/// <summary><c>edge bell</c>: waits until the operator has published something, then fetches as <c>edge fetch</c> does.</summary>
/// <remarks>Unprivileged, like the fetcher. Ends after one ring: the next start is that of the release that is committed by then.</remarks>
internal static class BellCommand
{
    private const int Chances = 1 << 20;

    public static Command Create()
    {
        var options = new UpdateOptions();
        Option<string> setup = new("--bell")
        {
            Description = "Broker and topic; missing: there is no bell", DefaultValueFactory = _ => "/etc/edge/updates/bell.json",
        };
        var command = options.AddFoldersTo(new Command("bell", "Wait at the broker until something new is published, then fetch it."));
        command.Add(setup);
        command.SetAction((parsed, cancellation) =>
            RunAsync(options.Order(parsed, download: true, wakes: true), parsed.GetValue(setup)!, cancellation));
        return command.WithExample("edge bell --bell /etc/edge/updates/bell.json");
    }

    private static async Task<int> RunAsync(FetchOrder order, string path, CancellationToken cancellation)
    {
        try
        {
            var disk = new LinuxDisk();
            if (disk.ReadAll(path, BellSetup.MaxBytes) is not byte[] bytes)
            {
                return CommandFrame.Refuse($"{path} is missing, or larger than {BellSetup.MaxBytes} bytes: there is no bell; the timer looks once an hour.");
            }
            if (!BellSetup.Read(bytes).TryGet(out BellSetup setup, out UpdateReason reason)) { return CommandFrame.Refuse($"{path}: {reason}"); }
            var memory = new BellMemory(order.Folders, disk, setup.Repository, TimeProvider.System);
            string client = $"edge{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
            var listener = new BellListener(
                setup, client, message => memory.Judge(message), () => RandomNumberGenerator.GetInt32(Chances) / (double)Chances,
                TimeProvider.System, Console.WriteLine);
            byte[] timestamp = await listener.WaitAsync(cancellation);
            Console.WriteLine($"{setup.Repository} has published something");
            return await FetchCommand.RunAsync(order with { Rung = (setup.Repository, timestamp) }, cancellation);
        }
        catch (OperationCanceledException)
        {
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }
}
