using Edge.Rules.Cel;

namespace Edge.Rules.Operators;

/// <summary>Set by one condition, reset by another, and between them as it was. IEC 61131-3, function
/// blocks RS (reset dominant) and SR (set dominant).</summary>
/// <remarks>What an unknown condition leaves open is unknown, and what the latch remembers stays: a set or
/// reset that nobody could see did not happen.</remarks>
internal sealed class Latch(bool setDominates)
{
    public bool IsSet { get; private set; }

    public void Restore(bool isSet) => IsSet = isSet;

    public CelValue Step(in CelInput input, in CelValue set, in CelValue reset)
    {
        CelValue notReset = reset.IsValue ? CelValue.Of(!reset.Bool) : reset;
        CelValue was = CelValue.Of(IsSet);
        CelValue next = setDominates
            ? Logic.Or(input, set, Logic.And(input, notReset, was))
            : Logic.And(input, notReset, Logic.Or(input, set, was));
        if (next.IsValue) { IsSet = next.Bool; }
        return next;
    }
}
