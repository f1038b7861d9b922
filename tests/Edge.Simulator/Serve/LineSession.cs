using System.Device.Gpio;
using System.Net.Sockets;
using System.Threading.Channels;
using Edge.Simulator.Lines;
using Edge.Simulator.Usb;

namespace Edge.Simulator.Serve;

/// <summary>The conversation with the agent in a guest: its outputs are seen here, what happens outside is
/// told there.</summary>
internal sealed class LineSession(Socket client, Workbench bench) : IDisposable
{
    /// <summary>Changes that wait for a slow guest; a guest that is slower still has to come again.</summary>
    public const int MaxWaiting = 4096;

    private const int MaxUser = 32;

    private readonly Channel<string> _waiting = Channel.CreateBounded<string>(MaxWaiting);
    private readonly LineChannel _channel = new(new NetworkStream(client));

    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="InvalidDataException">The other side does not speak the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await _channel.ReadAsync(cancellationToken) != LineWords.Hello) { return; }
        bench.GatewayCame();
        bench.Hardware.Pins.Driven += Tell;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task writing = WriteAsync(end.Token);
        try
        {
            DescribeBoard();
            while (await _channel.ReadAsync(cancellationToken) is { } line) { Hear(line); }
        }
        finally
        {
            bench.Hardware.Pins.Driven -= Tell;
            await end.CancelAsync();
            await writing;
        }
    }

    /// <summary>Tells the guest that an adapter was pulled out or put back.</summary>
    public void TellPlug(UsbPort port, bool isPlugged) => Say($"{(isPlugged ? "plug" : "unplug")} {port.Name}");

    /// <summary>Ends the conversation; the guest's agent will come again.</summary>
    public void End() => client.Close();

    public void Dispose()
    {
        _channel.Dispose();
        client.Dispose();
    }

    private void DescribeBoard()
    {
        Say(LineWords.Text($"board {bench.ChipLabel} {bench.LineCount}"));
        foreach (var pin in bench.Profile.Pins) { Say(LineWords.Text($"line {pin.Line} {pin.Name}")); }
        foreach (UsbPort port in bench.Ports)
        {
            Say(LineWords.Text($"bus {port.Number} {port.Name}"));
            if (!port.IsPlugged) { TellPlug(port, false); }
        }
        foreach (var pin in bench.Profile.Pins) { Tell(pin.Line, bench.Hardware.Pins.LevelOf(pin.Line)); }
        Say(LineWords.Ready);
    }

    private void Tell(int line, PinValue level) => Say(LineWords.Text($"pull {line} {LineWords.Level(level)}"));

    private void Say(string line)
    {
        if (!_waiting.Writer.TryWrite(line)) { End(); }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (string line in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                await _channel.WriteAsync(line, cancellationToken);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reading side hears of it too and ends the conversation.
        }
    }

    private void Hear(string line)
    {
        string[] words = line.Split(' ', 4);
        int? number = words.Length > 1 ? LineWords.ParseNumber(words[1]) : null;
        bool isOurs = number < bench.LineCount;
        switch (words)
        {
            case ["output", _, var level, var user] when isOurs && LineWords.ParseLevel(level) is { } value:
                bench.SeeOutput(number!.Value, value, Short(user));
                break;
            case ["input", _, var user] when isOurs:
                bench.SeeInput(number!.Value, Short(user));
                break;
            case ["free", _] when isOurs:
                bench.SeeInput(number!.Value, "");
                break;
            case ["bus", var name, "attached" or "gone"] when bench.Ports.Any(port => port.Name == name):
                bench.Note(-1, $"bus {name} {words[2]}");
                break;
            case [LineWords.Ready]:
                bench.GatewayIsReady();
                break;
            default:
                throw new InvalidDataException("The agent says something that the protocol does not have.");
        }
    }

    private static string Short(string user) => user.Length <= MaxUser ? user : user[..MaxUser];
}
