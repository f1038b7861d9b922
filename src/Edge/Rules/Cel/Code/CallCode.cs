using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Edge.Rules.Cel.Code;

/// <summary>One signature of a call, ready to run.</summary>
/// <param name="Types">Of its value parameters.</param>
internal sealed record CelOverload(ImmutableArray<CelType> Types, CelBody Body)
{
    public bool Accepts(ReadOnlySpan<CelValue> arguments)
    {
        for (int place = 0; place < arguments.Length; place++)
        {
            bool fits = Types[place].Kind is not { } kind || kind == arguments[place].Kind;
            if (!fits) { return false; }
        }

        return true;
    }
}

/// <summary>A call: the first signature that takes the values there are.</summary>
/// <param name="overloads">All of one number of value parameters.</param>
/// <param name="arguments">What is computed for the value parameters.</param>
internal sealed class CallCode(ImmutableArray<CelOverload> overloads, ImmutableArray<CelCode> arguments) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        Arguments room = default;
        Span<CelValue> values = ((Span<CelValue>)room)[..arguments.Length];
        CelValue missing = CelValue.Null;
        for (int place = 0; place < values.Length; place++)
        {
            values[place] = arguments[place].Run(input);
            if (values[place].IsValue) { continue; }
            missing = missing.IsValue ? values[place] : input.Merge(missing, values[place]);
        }

        if (!missing.IsValue) { return missing; }
        if (!input.Spend(WorkOf(values))) { return CelValue.Error(VerdictReason.TooCostly); }
        foreach (CelOverload overload in overloads)
        {
            if (overload.Accepts(values)) { return overload.Body(input, values); }
        }

        return CelValue.Error(VerdictReason.NoSuchOverload);
    }

    /// <summary>A call goes through its texts once; what is more, the function counts itself.</summary>
    private static long WorkOf(ReadOnlySpan<CelValue> values)
    {
        long work = 1;
        foreach (ref readonly CelValue value in values) { work += value.Work; }
        return work;
    }

    [InlineArray(CelFunction.MaxParameters)]
    private struct Arguments
    {
        private CelValue _first;
    }
}
