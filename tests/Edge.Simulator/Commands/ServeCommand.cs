using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Edge.Platform.CommandLine;
using Edge.Simulator.Control;
using Edge.Simulator.Serial;
using Edge.Simulator.Serve;

namespace Edge.Simulator.Commands;

/// <summary><c>edge-simulator serve</c>: everything around a gateway that runs in a guest.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Board = new("--board")
    {
        Description = "The board: a file, or a name in hardware-profiles", DefaultValueFactory = _ => "virtual",
    };

    private static readonly Option<string?> Scenario = new("--scenario")
    {
        Description = "What is plugged in and what it measures; without it, nothing is",
    };

    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where the guest finds it, address:port", DefaultValueFactory = _ => "127.0.0.1:0",
    };

    private static readonly Option<string> Control = new("--control")
    {
        Description = "The socket that takes orders", Required = true,
    };

    private static readonly Option<string?> Serial = new("--serial")
    {
        Description = "A folder for a link to the terminal of each serial line, under the line's name; without it, no guest hears them",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Play the devices around a gateway that runs in a guest.")
        {
            Board, Scenario, Listen, Control, Serial,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(Board)!, parsed.GetValue(Scenario), parsed.GetValue(Listen)!, parsed.GetValue(Control)!,
            parsed.GetValue(Serial), cancellationToken));
        return command.WithExample(
            "edge-simulator serve --board virtual --scenario day.yaml --listen 127.0.0.1:4242 --control board.sock");
    }

    private static async Task<int> RunAsync(
        string board, string? scenario, string listen, string control, string? serial, CancellationToken cancellationToken)
    {
        if (!IPEndPoint.TryParse(listen, out IPEndPoint? at))
        {
            return CommandFrame.Refuse($"--listen: '{listen}' is not address:port.");
        }
        Result<Workbench, string> opened = WorkbenchFiles.Open(board, scenario, TimeProvider.System);
        if (!opened.IsOk) { return CommandFrame.Refuse(opened.Reason); }
        using Workbench bench = opened.Value;
        using var server = new SimulatorServer(bench, at);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using var lines = new SerialPlugs(bench, serial);
            IPEndPoint there = server.Listen();
            Task orders = OrderSocket.ServeAsync(control, new OrderBook(bench, server), end.Token);
            Task serving = server.RunAsync(end.Token);
            Console.WriteLine($"ready {there}");
            await Task.WhenAny(orders, serving);
            await end.CancelAsync();
            await Task.WhenAll(orders, serving);
            return CommandFrame.Done;
        }
        catch (Exception taken) when (taken is SocketException or IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{listen} or {control} cannot be had: {taken.Message}");
        }
    }
}
