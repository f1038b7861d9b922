using System.CommandLine;
using System.Net;
using Edge.Platform.CommandLine;
using Edge.Simulator.Guest;

namespace Edge.Simulator.Commands;

/// <summary><c>edge-simulator guest</c>: the part inside the guest; needs root there.</summary>
internal static class GuestCommand
{
    private static readonly Option<string> Connect = new("--connect")
    {
        Description = "Where the simulator listens, address:port", Required = true,
    };

    public static Command Create()
    {
        var command = new Command("guest", "Make this guest the gateway of a simulated board. Only for a guest's kernel.")
        {
            Connect,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(Connect)!, cancellationToken));
        return command.WithExample("edge-simulator guest --connect 10.90.0.1:4242");
    }

    private static async Task<int> RunAsync(string connect, CancellationToken cancellationToken)
    {
        if (!IPEndPoint.TryParse(connect, out IPEndPoint? at))
        {
            return CommandFrame.Refuse($"--connect: '{connect}' is not address:port.");
        }
        try
        {
            await new GuestAgent(at, TimeProvider.System, Console.WriteLine).RunAsync(cancellationToken);
            return CommandFrame.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandFrame.Done;
        }
    }
}
