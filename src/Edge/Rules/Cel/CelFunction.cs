using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>How an argument reaches a function.</summary>
internal enum CelParameterKind : byte
{
    /// <summary>Its value, computed at each call.</summary>
    Value = 1,
    /// <summary>The bare name of a channel: the function gets its index, whatever its reading is
    /// worth.</summary>
    Channel = 2,
    /// <summary>A constant expression: the function gets its value when the rule is loaded.</summary>
    Constant = 3,
}

internal sealed record CelParameter(CelParameterKind Kind, CelType Type)
{
    /// <summary>The bare name of a channel.</summary>
    public static CelParameter Channel { get; } = new(CelParameterKind.Channel, CelType.Dyn);

    public static CelParameter Value(CelType type) => new(CelParameterKind.Value, type);

    public static CelParameter Constant(CelType type) => new(CelParameterKind.Constant, type);
}

/// <summary>Computes a call.</summary>
/// <param name="arguments">The <see cref="CelParameterKind.Value"/> parameters alone, all of them values of
/// the declared types: what is unknown or an error was passed on before.</param>
internal delegate CelValue CelBody(in CelInput input, ReadOnlySpan<CelValue> arguments);

/// <summary>One place in a text where a function is called.</summary>
/// <param name="Channels">What stands for the channel parameters, in their order.</param>
/// <param name="Constants">What stands for the constant parameters, in their order.</param>
/// <param name="Known">For each value parameter its value where that is constant, else null.</param>
internal sealed record CelCallSite(
    ImmutableArray<int> Channels, ImmutableArray<CelValue> Constants, ImmutableArray<CelValue?> Known);

/// <summary>Why a call cannot be made as it is written.</summary>
/// <param name="Argument">Its place among all arguments, the value before the dot included.</param>
internal sealed record CelRefusal(int Argument, string Problem, string Expected);

/// <summary>Prepares one call. Runs once for each place in a text, when it is loaded.</summary>
internal delegate Result<CelBody, CelRefusal> CelBinder(CelCallSite site);

/// <summary>The most that a call costs and how large its result becomes.</summary>
/// <param name="arguments">How large the value arguments become, in their order.</param>
internal delegate CelBound CelBounder(ReadOnlySpan<CelSize> arguments);

/// <summary>One signature of a function: what checker, evaluator and cost bound need to know.</summary>
/// <remarks>Immutable. A name may have several signatures, which differ in their parameters.</remarks>
/// <param name="Name">May be dotted, <c>sun.elevation</c>; then it is no member of a value.</param>
/// <param name="Parameters">At most <see cref="MaxParameters"/>; with the value before the dot of a
/// member.</param>
/// <param name="Bind">A window registers itself here in a plan that the delegate closes over.</param>
internal sealed record CelFunction(
    string Name, ImmutableArray<CelParameter> Parameters, CelType Result, CelBinder Bind)
{
    public const int MaxParameters = 4;

    /// <summary>Called as <c>x.f(y)</c> rather than <c>f(x, y)</c>.</summary>
    public bool IsMember { get; init; }

    /// <summary>More arguments than it has parameters are folded from the left: f(f(a, b), c).</summary>
    public bool IsFold { get; init; }

    /// <summary>The result is the argument itself, of a type that the checker is not to know.</summary>
    public bool HidesType { get; init; }

    /// <summary>The result is in the unit of the value arguments, which must go together.</summary>
    public bool KeepsUnit { get; init; }

    /// <summary>Same values, same result: a call on constants is made once, when the rule is
    /// loaded.</summary>
    public bool IsPure { get; init; }

    /// <summary>Units of work a call; one is about a comparison.</summary>
    public long Cost { get; init; } = 1;

    /// <summary>How large the result becomes.</summary>
    public CelSize MaxSize { get; init; } = CelSize.Scalar;

    /// <summary>The unit of the result; null: none, or that of <see cref="UnitOf"/>.</summary>
    public Unit? Unit { get; init; }

    /// <summary>The place of the channel parameter whose unit the result has, or -1.</summary>
    public int UnitOf { get; init; } = -1;

    /// <summary>Where cost and size depend on the arguments; instead of <see cref="Cost"/> and
    /// <see cref="MaxSize"/>.</summary>
    public CelBounder? Bound { get; init; }

    /// <summary>A function of which every call is the same work.</summary>
    public static CelFunction Of(string name, ImmutableArray<CelParameter> parameters, CelType result, CelBody body) =>
        new(name, parameters, result, _ => body);

    public CelBound BoundOf(ReadOnlySpan<CelSize> arguments)
    {
        if (Bound is not null) { return Bound(arguments); }
        long cost = Cost;
        foreach (CelSize argument in arguments) { cost = CelSize.Add(cost, argument.Total / 8); }
        return new CelBound(cost, MaxSize);
    }
}
