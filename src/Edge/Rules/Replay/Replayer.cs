using System.Collections.Immutable;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>Drives the rules of a site over virtual time, as the scan loop of a gateway does over real
/// time: a scan when readings arrive, and one when time alone may change something.</summary>
/// <remarks>The engine, its rules, timers and arbiter are those of a running gateway. Two runs over the
/// same readings give the same timeline. One thread.</remarks>
public sealed class Replayer
{
    private readonly RuleBook _book;
    private readonly Snapshot _snapshot;
    private readonly ImmutableArray<TimelineEntry>.Builder _entries = ImmutableArray.CreateBuilder<TimelineEntry>();
    private readonly RuleTally[] _tallies;
    private RuleEngine _engine;
    private ReadingTime _now;
    private ReadingTime _first;
    private bool _isStarted;

    /// <param name="idleScans">Scans that time alone may ask for.</param>
    public Replayer(RuleBook book, ReadingTime start, long idleScans = MaxIdleScans)
    {
        IdleScansLeft = idleScans;
        (_book, _now, _first) = (book, start, start);
        _snapshot = new Snapshot(book.Site.Channels.Length, start.MonotonicMilliseconds);
        _tallies = [.. book.Site.Rules.Select(_ => new RuleTally())];
        _engine = new RuleEngine(book);
    }

    /// <summary>More changes are not kept; they are counted.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>Scans that time alone may ask for in one replay: more than a year in which something changes
    /// each second.</summary>
    public const long MaxIdleScans = 50_000_000;

    /// <summary>Scans that time alone may still ask for; at 0 nothing moves any more.</summary>
    public long IdleScansLeft { get; private set; }

    /// <summary>Told of every change, so that a simulated board can follow; null: nobody.</summary>
    public Action<ActuatorEvent>? Switched { get; init; }

    /// <summary>Scans that were made.</summary>
    public long Scans { get; private set; }

    public long EntriesLeftOut { get; private set; }

    /// <summary>Monotonic milliseconds of the next scan that time alone asks for.</summary>
    public long NextDeadline => Math.Max(_engine.NextDeadline(), _now.MonotonicMilliseconds + 1);

    /// <summary>The gateway starts: safe states, nothing remembered, no reading yet.</summary>
    public void Start(ReadingTime now)
    {
        if (_isStarted)
        {
            Note(_engine.Shutdown(_now));
            _engine = new RuleEngine(_book);
        }

        (_isStarted, _now) = (true, now);
        for (int channel = 0; channel < _snapshot.Channels; channel++) { _snapshot.Forget(channel, now.MonotonicMilliseconds); }
        Note(_engine.Start(now));
    }

    /// <summary>Makes every scan that is due before the given moment, as long as any are left.</summary>
    public void RunTo(ReadingTime until)
    {
        while (NextDeadline < until.MonotonicMilliseconds && IdleScansLeft > 0)
        {
            IdleScansLeft--;
            long passed = NextDeadline - _now.MonotonicMilliseconds;
            Scan(_now with
            {
                MonotonicMilliseconds = _now.MonotonicMilliseconds + passed,
                UnixMilliseconds = _now.UnixMilliseconds + passed,
            });
        }
    }

    /// <summary>Readings of one moment, and the scan that they cause.</summary>
    public void Take(ReadOnlySpan<Reading> readings, ReadingTime now)
    {
        RunTo(now);
        foreach (ref readonly Reading reading in readings) { _snapshot.Set(reading); }
        Scan(now);
    }

    /// <summary>The end: what was seen.</summary>
    public Timeline Finish(ReadingTime end)
    {
        RunTo(end);
        Tally(end);
        return new Timeline(
            _book.Site, _first, end, Scans, _entries.ToImmutable(), EntriesLeftOut, [.. _tallies.Select(each => each.Result)]);
    }

    private void Scan(ReadingTime now)
    {
        Tally(now);
        _now = now;
        Scans++;
        Note(_engine.Scan(_snapshot, now));
    }

    /// <summary>The verdicts of the last scan held until now.</summary>
    private void Tally(ReadingTime now)
    {
        long passed = now.MonotonicMilliseconds - _now.MonotonicMilliseconds;
        for (int rule = 0; rule < _tallies.Length; rule++) { _tallies[rule].Add(_engine.VerdictOf(rule), passed); }
    }

    private void Note(ReadOnlySpan<ActuatorEvent> events)
    {
        foreach (ref readonly ActuatorEvent item in events)
        {
            if (item.Rule >= 0) { _tallies[item.Rule].Decided++; }
            Switched?.Invoke(item);
            if (_entries.Count < MaxEntries) { _entries.Add(new TimelineEntry(item, InputsOf(item))); }
            else { EntriesLeftOut++; }
        }
    }

    /// <summary>What the deciding rule saw.</summary>
    private ImmutableArray<Reading> InputsOf(in ActuatorEvent item) => item.Rule < 0
        ? []
        : [.. _book.Rules[item.Rule].Channels.Select(channel => _snapshot[channel])];
}
