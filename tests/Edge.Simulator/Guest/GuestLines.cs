using System.Collections.Concurrent;
using System.Device.Gpio;
using System.Threading.Channels;
using Edge.Simulator.Lines;

namespace Edge.Simulator.Guest;

/// <summary>Carries the outside onto the chip's lines, and what this machine drives to the outside.</summary>
/// <remarks>Who takes and frees lines is heard from the kernel; the levels of driven lines are looked at often,
/// since nothing tells of them.</remarks>
internal sealed class GuestLines(SimChip chip, LineWatch watch, ChannelWriter<string> toSimulator)
{
    private const int MostWaiting = 4096;

    /// <summary>How late an output is seen outside, at most.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>The chip merges edges that follow each other faster.</summary>
    private static readonly TimeSpan BetweenEdges = TimeSpan.FromMilliseconds(4);

    private readonly Channel<int> _due = Channel.CreateBounded<int>(MostWaiting);
    private readonly ConcurrentDictionary<int, ConcurrentQueue<PinValue>> _edges = new();
    private readonly ConcurrentDictionary<int, PinValue> _outside = new();
    private readonly Dictionary<int, PinValue> _outputs = [];

    /// <summary>The world outside puts a level on a line.</summary>
    public void Pull(int line, PinValue level)
    {
        _outside[line] = level;
        _edges.GetOrAdd(line, _ => new()).Enqueue(level);
        _due.Writer.TryWrite(line);
    }

    /// <summary>Puts levels on lines, one edge after the other.</summary>
    public async Task PullAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var last = new Dictionary<int, long>();
        await foreach (int line in _due.Reader.ReadAllAsync(cancellationToken))
        {
            if (!_edges[line].TryDequeue(out PinValue level)) { continue; }
            TimeSpan since = last.TryGetValue(line, out long at) ? time.GetElapsedTime(at) : BetweenEdges;
            if (since < BetweenEdges) { await Task.Delay(BetweenEdges - since, time, cancellationToken); }
            chip.Pull(line, level);
            last[line] = time.GetTimestamp();
        }
    }

    /// <summary>Watches until cancelled; on a thread of its own, since it waits inside the kernel.</summary>
    public void Watch(CancellationToken cancellationToken)
    {
        foreach (LineInfo info in watch.Now.Where(info => info.IsUsed)) { See(info); }
        while (!cancellationToken.IsCancellationRequested)
        {
            Hear(Glance);
            foreach (int line in _outputs.Keys.ToArray())
            {
                PinValue level = chip.LevelOf(line);
                if (!IsNews(line, level)) { continue; }
                // A line that was let go a moment ago falls back by itself: nobody drove it there.
                Hear(TimeSpan.Zero);
                if (!IsNews(line, level)) { continue; }
                _outputs[line] = level;
                Tell(LineWords.Text($"output {line} {LineWords.Level(level)} {watch.Now[line].User}"));
            }
        }
    }

    private bool IsNews(int line, PinValue level) => _outputs.TryGetValue(line, out PinValue before) && level != before;

    private void Hear(TimeSpan patience)
    {
        for (LineInfo? change = watch.Next(patience); change is { } info; change = watch.Next(TimeSpan.Zero)) { See(info); }
    }

    private void See(LineInfo info)
    {
        watch.Now[info.Line] = info;
        if (info is { IsUsed: true, IsOutput: true })
        {
            PinValue level = _outputs[info.Line] = chip.LevelOf(info.Line);
            Tell(LineWords.Text($"output {info.Line} {LineWords.Level(level)} {info.User}"));
            return;
        }
        _outputs.Remove(info.Line);
        Tell(info.IsUsed ? LineWords.Text($"input {info.Line} {info.User}") : LineWords.Text($"free {info.Line}"));
        // Whoever takes a line may ask for a pull-up of its own; what is outside is stronger.
        if (_outside.TryGetValue(info.Line, out PinValue outside)) { Pull(info.Line, outside); }
    }

    private void Tell(string line)
    {
        if (!toSimulator.TryWrite(line)) { toSimulator.TryComplete(); }
    }
}
