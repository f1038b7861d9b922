using Edge.Profiles;
using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a rule remembers between scans: since when its condition holds, and which side of its hysteresis it is on.</summary>
/// <remarks><c>held-for</c> is IEC 61131-3 TON: false or unknown breaks the time off, it begins anew.
/// An unknown input leaves the hysteresis where it is; the verdict is unknown meanwhile.</remarks>
internal sealed class RuleState(CompiledRule rule)
{
    private readonly long _heldFor = (long)rule.Declaration.HeldFor.TotalMilliseconds;
    private long _heldSince = -1;
    private bool _latched;

    public Verdict Verdict { get; private set; } = Verdict.Unknown;

    /// <summary>When a held condition will have held long enough; <see cref="long.MaxValue"/> when nothing is pending.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>The earliest of the moments when its inputs were last usable.</summary>
    public long InputsUsableAt(Snapshot snapshot)
    {
        long at = long.MaxValue;
        if (rule.Condition is { } condition)
        {
            foreach (int channel in condition.Channels) { at = Math.Min(at, snapshot.LastUsable(channel)); }
        }

        return rule.HysteresisChannel >= 0 ? Math.Min(at, snapshot.LastUsable(rule.HysteresisChannel)) : at;
    }

    public void Scan(Snapshot snapshot, long now, long maxAge)
    {
        var input = new CelInput(snapshot, now, maxAge);
        Verdict condition = rule.Condition is { } program ? Decide(program.Code.Run(input)) : Verdict.True;
        Verdict hysteresis = rule.Declaration.Hysteresis is { } declared
            ? Hysteresis(declared, input.Channel(rule.HysteresisChannel))
            : Verdict.True;
        Verdict = Hold(Both(condition, hysteresis), now);
    }

    private Verdict Hysteresis(HysteresisDeclaration declared, CelValue value)
    {
        if (!value.IsValue) { return Verdict.Unknown; }
        bool above = declared.On > declared.Off;
        if (above ? value.Double >= declared.On : value.Double <= declared.On) { _latched = true; }
        else if (above ? value.Double <= declared.Off : value.Double >= declared.Off) { _latched = false; }
        return _latched ? Verdict.True : Verdict.False;
    }

    private Verdict Hold(Verdict verdict, long now)
    {
        Deadline = long.MaxValue;
        if (verdict != Verdict.True)
        {
            _heldSince = -1;
            return verdict;
        }

        if (_heldSince < 0) { _heldSince = now; }
        if (now - _heldSince >= _heldFor) { return Verdict.True; }
        Deadline = _heldSince + _heldFor;
        return Verdict.False;
    }

    private static Verdict Both(Verdict one, Verdict other)
    {
        if (one == Verdict.False || other == Verdict.False) { return Verdict.False; }
        return one == Verdict.Unknown || other == Verdict.Unknown ? Verdict.Unknown : Verdict.True;
    }

    private static Verdict Decide(CelValue value) =>
        value.Kind != CelKind.Bool ? Verdict.Unknown : value.Bool ? Verdict.True : Verdict.False;
}
