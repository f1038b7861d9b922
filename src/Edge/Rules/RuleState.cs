using Edge.Rules.Cel;
using Edge.Rules.Operators;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>One rule from scan to scan: its conditions, and the operators around them that
/// remember.</summary>
/// <remarks>Condition, hysteresis, latch and schedule must all hold; each of them goes its way whatever the
/// others say. What comes of them passes the timers.</remarks>
/// <param name="scan">What the engine fills before each scan.</param>
internal sealed class RuleState(CompiledRule rule, long maxInputAge, CelScan scan)
{
    private static readonly CelValue NeverScanned = CelValue.Unknown(-1);

    private readonly Hysteresis? _hysteresis =
        rule.HysteresisChannel >= 0 && rule.Declaration.Hysteresis is { } declared ? new(declared) : null;
    private readonly Latch? _latch = rule.Declaration.Latch is { } latch ? new(latch.SetDominates) : null;
    private readonly Schedule? _schedule = rule.Declaration.Schedule is { } spans ? new(spans) : null;
    private readonly RuleTimers _timers = new(rule.Declaration, maxInputAge);
    private readonly bool _remembers = RuleMemory.IsKeptOf(rule.Declaration);
    private CelValue _value = NeverScanned;
    private long _changesAt = long.MaxValue;
    private long _scheduleChangesAt = long.MaxValue;

    public CompiledRule Compiled => rule;

    public Verdict Verdict { get; private set; } = Verdict.Unknown;

    /// <summary>When time alone may change the verdict; <see cref="long.MaxValue"/>: it does not.</summary>
    public long Deadline => Math.Min(_timers.Deadline, _changesAt);

    public RuleExplanation Explanation => Verdict == Verdict.Unknown
        ? new(Verdict, _value.Reason, _value.Channel, long.MaxValue)
        : new(Verdict, VerdictReason.None, -1, _timers.Deadline) { ScheduleChangesAt = _scheduleChangesAt };

    /// <summary>As before the first scan.</summary>
    public void Reset()
    {
        (Verdict, _value) = (Verdict.Unknown, NeverScanned);
        (_changesAt, _scheduleChangesAt) = (long.MaxValue, long.MaxValue);
        _hysteresis?.Restore(false);
        _latch?.Restore(false);
        _timers.Reset();
    }

    /// <summary>When the channel that makes it unknown was last usable; now where none does.</summary>
    public long UsableAt(Snapshot snapshot, long now) =>
        _value.Channel < 0 ? now : Math.Min(now, snapshot.LastUsable(_value.Channel));

    /// <summary>One scan. True when something changed that a restart must not forget.</summary>
    public bool Scan(Snapshot snapshot, long now)
    {
        (bool, bool, TimerMarks) before = _remembers ? Marks : default;
        _value = Evaluate();
        Verdict verdict = _value.Kind != CelKind.Bool ? Verdict.Unknown
            : _value.Bool ? Verdict.True
            : Verdict.False;
        Verdict = _timers.Step(verdict, UsableAt(snapshot, now), now);
        return _remembers && before != Marks;
    }

    /// <summary>What a restart must not forget, or null where that is nothing.</summary>
    public RuleMemory? Capture(long now)
    {
        if (!_remembers) { return null; }
        RuleMemory memory = _timers.Capture(new RuleMemory(rule.Declaration.Name, rule.Fingerprint), now) with
        {
            IsHysteresisOn = _hysteresis is { IsOn: true },
            IsLatchSet = _latch is { IsSet: true },
        };
        return memory.IsEmpty ? null : memory;
    }

    /// <param name="off">Milliseconds since the memory was taken, as far as anybody knows.</param>
    public void Restore(RuleMemory memory, long off, long now)
    {
        if (memory.Fingerprint != rule.Fingerprint) { return; }
        _hysteresis?.Restore(memory.IsHysteresisOn);
        _latch?.Restore(memory.IsLatchSet);
        _timers.Restore(memory, off, now);
    }

    /// <summary>The shortest of the declared times that run now, in milliseconds;
    /// <see cref="long.MaxValue"/>: none.</summary>
    public long ShortestRunning(long now) => _timers.ShortestRunning(now);

    private (bool Hysteresis, bool Latch, TimerMarks Timers) Marks =>
        (_hysteresis is { IsOn: true }, _latch is { IsSet: true }, _timers.Marks);

    private CelValue Evaluate()
    {
        _changesAt = long.MaxValue;
        var input = new CelInput(scan, maxInputAge);
        CelValue? all = rule.Condition is { } condition ? Run(condition) : null;
        if (_hysteresis is not null)
        {
            all = Both(input, all, _hysteresis.Step(input.Channel(rule.HysteresisChannel)));
        }

        if (_latch is not null && rule is { Set: { } set, Reset: { } reset })
        {
            all = Both(input, all, _latch.Step(input, Run(set), Run(reset)));
        }

        if (_schedule is not null)
        {
            all = Both(input, all, _schedule.Step(scan.Clock, out _scheduleChangesAt));
            _changesAt = Math.Min(_changesAt, _scheduleChangesAt);
        }

        return all ?? CelValue.Error(VerdictReason.NoCondition);
    }

    private CelValue Run(CelProgram program)
    {
        CelValue value = program.Run(scan, maxInputAge);
        _changesAt = Math.Min(_changesAt, scan.NextChange);
        return value;
    }

    private static CelValue Both(in CelInput input, in CelValue? one, in CelValue other) =>
        one is { } first ? Logic.And(input, first, other) : other;
}
