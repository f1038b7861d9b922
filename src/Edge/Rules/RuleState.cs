using Edge.Profiles;
using Edge.Rules.Cel;
using Edge.Rules.Cel.Code;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a rule remembers between scans: the side of its hysteresis, and since when it holds.</summary>
/// <remarks>An unknown input leaves the hysteresis where it is; the verdict is unknown meanwhile.</remarks>
/// <param name="scan">What the engine fills before each scan.</param>
internal sealed class RuleState(CompiledRule rule, long maxInputAge, CelScan scan)
{
    private static readonly CelValue NeverScanned = CelValue.Unknown(-1);

    private readonly HeldFor _heldFor = new((long)rule.Declaration.HeldFor.TotalMilliseconds, maxInputAge);
    private readonly HysteresisDeclaration? _hysteresis =
        rule.HysteresisChannel >= 0 ? rule.Declaration.Hysteresis : null;
    private bool _isLatched;
    private CelValue _value = NeverScanned;
    private long _changesAt = long.MaxValue;

    public CompiledRule Compiled => rule;

    public Verdict Verdict { get; private set; } = Verdict.Unknown;

    /// <summary>When time alone may change the verdict; <see cref="long.MaxValue"/>: it does not.</summary>
    public long Deadline => Math.Min(_heldFor.Deadline, _changesAt);

    public RuleExplanation Explanation => Verdict == Verdict.Unknown
        ? new(Verdict, _value.Reason, _value.Channel, long.MaxValue)
        : new(Verdict, VerdictReason.None, -1, _heldFor.Deadline);

    /// <summary>As before the first scan.</summary>
    public void Reset()
    {
        (Verdict, _value, _isLatched) = (Verdict.Unknown, NeverScanned, false);
        _changesAt = long.MaxValue;
        _heldFor.Reset();
    }

    /// <summary>When the channel that makes it unknown was last usable; now where none does.</summary>
    public long UsableAt(Snapshot snapshot, long now) =>
        _value.Channel < 0 ? now : Math.Min(now, snapshot.LastUsable(_value.Channel));

    public void Scan(Snapshot snapshot, long now)
    {
        _value = Evaluate();
        Verdict = _value.Kind != CelKind.Bool
            ? _heldFor.Unknown(UsableAt(snapshot, now), now)
            : _heldFor.Known(_value.Bool, now);
    }

    /// <summary>Both must hold; the hysteresis follows its channel whatever the condition says.</summary>
    private CelValue Evaluate()
    {
        CelValue? condition = rule.Condition?.Run(scan, maxInputAge);
        _changesAt = rule.Condition is null ? long.MaxValue : scan.NextChange;
        if (_hysteresis is null) { return condition ?? CelValue.Error(VerdictReason.NoCondition); }
        var input = new CelInput(scan, maxInputAge);
        CelValue hysteresis = Follow(_hysteresis, input.Channel(rule.HysteresisChannel));
        return condition is { } other ? LogicalCode.Join(input, other, hysteresis, decisive: false) : hysteresis;
    }

    private CelValue Follow(HysteresisDeclaration declared, CelValue value)
    {
        if (!value.IsValue) { return value; }
        bool isAbove = declared.On > declared.Off;
        if (isAbove ? value.Double >= declared.On : value.Double <= declared.On) { _isLatched = true; }
        if (isAbove ? value.Double <= declared.Off : value.Double >= declared.Off) { _isLatched = false; }
        return CelValue.Of(_isLatched);
    }
}
