using System.Device.Gpio;
using Edge.Simulator.Lines;

namespace Edge.Simulator.Guest;

/// <summary>What the simulator says this machine's board has.</summary>
internal sealed record BoardDescription(
    string Label,
    int LineCount,
    SortedDictionary<int, string> Names,
    SortedDictionary<int, string> Buses,
    HashSet<string> Unplugged,
    Dictionary<int, PinValue> Pulls)
{
    /// <summary>Reads everything up to <c>ready</c>.</summary>
    /// <exception cref="InvalidDataException">The other side is not a simulator that this agent
    /// knows.</exception>
    public static async Task<BoardDescription> ReadAsync(LineChannel channel, CancellationToken cancellationToken)
    {
        BoardDescription board = new("", 0, [], [], [], []);
        while (true)
        {
            string line = await channel.ReadAsync(cancellationToken)
                ?? throw new IOException("The simulator ended in the middle of its description.");
            string[] words = line.Split(' ');
            int? number = words.Length > 2 ? LineWords.ParseNumber(words[words[0] == "board" ? 2 : 1]) : null;
            switch (words)
            {
                case ["board", var label, _] when number is { } count:
                    board = board with { Label = label, LineCount = count };
                    break;
                case ["line", _, var name] when number is { } at:
                    board.Names[at] = name;
                    break;
                case ["bus", _, var name] when number is { } at:
                    board.Buses[at] = name;
                    break;
                case ["unplug", var name]:
                    board.Unplugged.Add(name);
                    break;
                case ["pull", _, var word] when number is { } at && LineWords.ParseLevel(word) is { } level:
                    board.Pulls[at] = level;
                    break;
                case [LineWords.Ready]:
                    return board;
                default:
                    throw new InvalidDataException($"The simulator says '{line}', which this agent does not know.");
            }
        }
    }
}
