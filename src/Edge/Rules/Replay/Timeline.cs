using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>One change of an actuator, and what the rule saw that caused it.</summary>
/// <param name="Inputs">The latest readings of the channels that the deciding rule names; empty where no
/// rule decided.</param>
public readonly record struct TimelineEntry(ActuatorEvent Event, ImmutableArray<Reading> Inputs);

/// <summary>How a rule fared over a replay.</summary>
/// <param name="TrueMilliseconds">How long it was true.</param>
/// <param name="Decided">Changes of its actuator that it decided.</param>
public readonly record struct RuleCoverage(
    long TrueMilliseconds, long FalseMilliseconds, long UnknownMilliseconds, long BecameTrue, long Decided)
{
    /// <summary>How long the gateway ran.</summary>
    public long Milliseconds => TrueMilliseconds + FalseMilliseconds + UnknownMilliseconds;

    /// <summary>A rule that was never true was not tried by this replay.</summary>
    public bool WasTrue => BecameTrue > 0;
}

/// <summary>What the rules of a site made of readings. Immutable.</summary>
/// <param name="Entries">In the order of time; each start tells of every actuator.</param>
/// <param name="EntriesLeftOut">Changes beyond <see cref="Replayer.MaxEntries"/>.</param>
/// <param name="Rules">One a rule of the site.</param>
public sealed record Timeline(
    Site Site,
    ReadingTime From,
    ReadingTime Until,
    long Scans,
    ImmutableArray<TimelineEntry> Entries,
    long EntriesLeftOut,
    ImmutableArray<RuleCoverage> Rules);

/// <summary>Counts while a replay runs.</summary>
internal sealed class RuleTally
{
    private readonly long[] _milliseconds = new long[(int)Verdict.Unknown + 1];
    private Verdict _last;
    private long _becameTrue;

    public long Decided { get; set; }

    public RuleCoverage Result => new(
        _milliseconds[(int)Verdict.True], _milliseconds[(int)Verdict.False], _milliseconds[(int)Verdict.Unknown], _becameTrue,
        Decided);

    public void Add(Verdict verdict, long milliseconds)
    {
        _milliseconds[(int)verdict] += milliseconds;
        if (verdict == Verdict.True && _last != Verdict.True) { _becameTrue++; }
        _last = verdict;
    }
}
