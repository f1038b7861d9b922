using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Edge.Simulator.Lines;

namespace Edge.Simulator.Guest;

/// <summary>Makes this machine the gateway of a simulated board: its chip, its lines, its buses.</summary>
internal sealed class GuestAgent(IPEndPoint server, TimeProvider time, Action<string> say)
{
    private const int MostWaiting = 4096;
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs until cancelled; connects again whenever the simulator was away.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string complaint = "";
        while (true)
        {
            try
            {
                await TalkAsync(cancellationToken);
            }
            catch (Exception away) when (away is IOException or SocketException or InvalidDataException)
            {
                if (away.Message != complaint) { say(away.Message); }
                complaint = away.Message;
            }
            await Task.Delay(BeforeNextTry, time, cancellationToken);
        }
    }

    private async Task TalkAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        using var channel = new LineChannel(new NetworkStream(socket));
        await channel.WriteAsync(LineWords.Hello, cancellationToken);
        BoardDescription board = await BoardDescription.ReadAsync(channel, cancellationToken);
        SimChip chip = SimChip.Make(board.Label, board.LineCount, board.Names);
        using var watch = new LineWatch(chip.Node, board.LineCount);
        var toSimulator = Channel.CreateBounded<string>(MostWaiting);
        var lines = new GuestLines(chip, watch, toSimulator.Writer);
        using var buses = new GuestBuses(server, board, toSimulator.Writer);
        foreach ((int line, var level) in board.Pulls) { lines.Pull(line, level); }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] all =
        [
            Task.Factory.StartNew(() => lines.Watch(end.Token), end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            lines.PullAsync(time, end.Token),
            TellAsync(channel, toSimulator.Reader, end.Token),
            HearAsync(channel, lines, buses, end.Token),
            BringUpAsync(buses, toSimulator.Writer, end.Token),
        ];
        // Whoever ends first ends the conversation; its reason is the one that counts.
        Task first = await Task.WhenAny(all);
        await end.CancelAsync();
        try
        {
            await Task.WhenAll(all);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException
            or InvalidDataException or ChannelClosedException)
        {
            if (first.Exception?.InnerException is IOException or SocketException or InvalidDataException) { await first; }
        }
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task BringUpAsync(GuestBuses buses, ChannelWriter<string> toSimulator, CancellationToken cancellationToken)
    {
        while (!await buses.AttachAsync(time, cancellationToken))
        {
            await Task.Delay(BeforeNextTry, time, cancellationToken);
        }
        toSimulator.TryWrite(LineWords.Ready);
        say("board ready");
        ServiceManager.TellReady();
        await buses.KeepAsync(time, cancellationToken);
    }

    private static async Task TellAsync(LineChannel channel, ChannelReader<string> lines, CancellationToken cancellationToken)
    {
        await foreach (string line in lines.ReadAllAsync(cancellationToken)) { await channel.WriteAsync(line, cancellationToken); }
    }

    private static async Task HearAsync(
        LineChannel channel, GuestLines lines, GuestBuses buses, CancellationToken cancellationToken)
    {
        while (await channel.ReadAsync(cancellationToken) is { } line)
        {
            string[] words = line.Split(' ');
            switch (words)
            {
                case ["pull", var number, var word] when LineWords.ParseNumber(number) is { } at
                    && LineWords.ParseLevel(word) is { } level:
                    lines.Pull(at, level);
                    break;
                case ["plug" or "unplug", var name]:
                    buses.SetWanted(name, words[0] == "plug");
                    break;
                default:
                    throw new InvalidDataException($"The simulator says '{line}', which this agent does not know.");
            }
        }
        throw new IOException("The simulator has ended.");
    }
}
