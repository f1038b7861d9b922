using Edge.Profiles;
using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a rule remembers between scans: which side of its hysteresis it is on, and since when it holds.</summary>
/// <remarks>An unknown input leaves the hysteresis where it is; the verdict is unknown meanwhile.</remarks>
internal sealed class RuleState(CompiledRule rule, long maxInputAge)
{
    private readonly HeldFor _heldFor = new((long)rule.Declaration.HeldFor.TotalMilliseconds, maxInputAge);
    private readonly CelCode? _condition = rule.Condition?.Code;
    private readonly HysteresisDeclaration? _hysteresis = rule.HysteresisChannel >= 0 ? rule.Declaration.Hysteresis : null;
    private bool _isLatched;
    private CelValue _value;

    public CompiledRule Compiled => rule;

    public Verdict Verdict { get; private set; } = Verdict.Unknown;

    /// <summary>When a held condition will have held long enough; <see cref="long.MaxValue"/> when nothing is pending.</summary>
    public long Deadline => _heldFor.Deadline;

    public RuleExplanation Explanation => Verdict == Verdict.Unknown
        ? new(Verdict, _value.Kind == default ? VerdictReason.Input : _value.Reason, _value.Channel, long.MaxValue)
        : new(Verdict, VerdictReason.None, -1, Deadline);

    /// <summary>As before the first scan.</summary>
    public void Reset()
    {
        (Verdict, _value, _isLatched) = (Verdict.Unknown, default, false);
        _heldFor.Reset();
    }

    /// <summary>The earliest of the moments when its inputs were last usable, now at the latest.</summary>
    public long InputsUsableAt(Snapshot snapshot, long now)
    {
        long at = now;
        foreach (int channel in rule.Channels) { at = Math.Min(at, snapshot.LastUsable(channel)); }
        return at;
    }

    public void Scan(Snapshot snapshot, long now)
    {
        var input = new CelInput(snapshot, now, maxInputAge);
        _value = Evaluate(input);
        Verdict = _value.Kind != CelKind.Bool
            ? _heldFor.Unknown(InputsUsableAt(snapshot, now))
            : _heldFor.Known(_value.Bool, now);
    }

    /// <summary>Condition and hysteresis must both hold; the hysteresis follows its channel whatever the condition says.</summary>
    private CelValue Evaluate(in CelInput input)
    {
        if (_hysteresis is null) { return _condition?.Run(input) ?? CelValue.Error(VerdictReason.NoCondition); }
        CelValue hysteresis = Follow(_hysteresis, input.Channel(rule.HysteresisChannel));
        return _condition is null ? hysteresis : Both(_condition.Run(input), hysteresis);
    }

    private CelValue Follow(HysteresisDeclaration declared, CelValue value)
    {
        if (!value.IsValue) { return value; }
        bool isAbove = declared.On > declared.Off;
        if (isAbove ? value.Double >= declared.On : value.Double <= declared.On) { _isLatched = true; }
        else if (isAbove ? value.Double <= declared.Off : value.Double >= declared.Off) { _isLatched = false; }
        return CelValue.Of(_isLatched);
    }

    private static CelValue Both(CelValue one, CelValue other)
    {
        if (one == CelValue.False || other == CelValue.False) { return CelValue.False; }
        return one.IsValue && other.IsValue ? CelValue.True : CelValue.Merge(one, other);
    }
}
