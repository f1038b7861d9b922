using System.Collections.Immutable;
using Edge.Rules.Cel.Library;

namespace Edge.Rules.Cel;

/// <summary>Where a variable has its value.</summary>
internal enum CelVariableKind : byte { Channel = 1, Slot, Constant, Computed }

/// <summary>A name that a condition may use.</summary>
/// <remarks>Made by <see cref="Channel"/>, <see cref="Slot"/>, <see cref="Constant"/> and
/// <see cref="Computed"/>.</remarks>
/// <param name="Name">May be dotted; the longest name that fits is meant.</param>
/// <param name="Index">Of a channel its position in <see cref="Profiles.Site.Channels"/>, of a slot its place
/// in
/// <see cref="CelScan.Slots"/>.</param>
/// <param name="Size">How large its value can become.</param>
internal sealed record CelVariable(
    CelVariableKind Kind, string Name, CelType Type, int Index, CelValue Value, CelSize Size, Unit? Unit)
{
    /// <summary>A channel: a double in its unit; unknown where its reading is bad or too old.</summary>
    public static CelVariable Channel(string name, int index, Unit unit) =>
        new(CelVariableKind.Channel, name, CelType.Double, index, default, CelSize.Scalar, unit);

    /// <summary>A value that the engine sets before each scan, such as a mode.</summary>
    /// <param name="maxSize">Of a text its longest, in characters.</param>
    public static CelVariable Slot(string name, int slot, CelType type, long maxSize = 1) =>
        new(CelVariableKind.Slot, name, type, slot, default, CelSize.Text(maxSize), null);

    public static CelVariable Constant(string name, CelType type, CelValue value) =>
        new(CelVariableKind.Constant, name, type, -1, value, CelSizes.Of(value), null);

    /// <summary>A value that is computed wherever it is asked for, such as the elevation of the
    /// sun.</summary>
    public static CelVariable Computed(string name, CelType type, CelBody body) =>
        new(CelVariableKind.Computed, name, type, -1, default, CelSize.Scalar, null) { Body = body };

    /// <summary>Of a computed one: called without arguments.</summary>
    public CelBody? Body { get; init; }

    /// <summary>Why this site cannot use it and what would help; null: it can.</summary>
    public (string Problem, string Expected)? Refusal { get; init; }
}

/// <summary>What a condition may name: variables and functions. Checker and evaluator know nothing
/// else.</summary>
/// <remarks>Immutable. A site's environment is <see cref="Standard"/> with its channels, its functions and
/// its variables:
/// <code>
/// CelEnvironment site = CelEnvironment.Standard
///     .With(CelVariable.Channel("air.temperature", 0, Unit.DegreeCelsius))
///     .With(CelFunction.Of("sun.elevation", [], CelType.Double, (in input, _) => ...));
/// </code></remarks>
internal sealed class CelEnvironment
{
    private readonly ImmutableDictionary<string, CelVariable> _variables;
    private readonly ImmutableDictionary<string, ImmutableArray<CelFunction>> _functions;

    private CelEnvironment(
        ImmutableDictionary<string, CelVariable> variables,
        ImmutableDictionary<string, ImmutableArray<CelFunction>> functions) =>
        (_variables, _functions) = (variables, functions);

    /// <summary>The language, its standard functions, and the string and math extensions.</summary>
    public static CelEnvironment Standard { get; } = new CelEnvironment(
        ImmutableDictionary.Create<string, CelVariable>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableArray<CelFunction>>(StringComparer.Ordinal))
        .With(StandardLibrary.Types())
        .With(StandardLibrary.Functions());

    /// <summary>Channels in their order, then the others.</summary>
    public IEnumerable<string> VariableNames => _variables.Values
        .OrderBy(each => each.Kind).ThenBy(each => each.Index).ThenBy(each => each.Name, StringComparer.Ordinal)
        .Select(each => each.Name);

    public IEnumerable<string> FunctionNames => _functions.Keys.Order(StringComparer.Ordinal);

    /// <summary>In their order.</summary>
    public IEnumerable<CelVariable> Channels => _variables.Values
        .Where(each => each.Kind == CelVariableKind.Channel).OrderBy(each => each.Index);

    /// <summary>Also these; one of a name that is there already takes its place.</summary>
    public CelEnvironment With(params IEnumerable<CelVariable> variables) => new(
        _variables.SetItems(variables.Select(variable => KeyValuePair.Create(variable.Name, variable))), _functions);

    /// <summary>Also these; signatures of a name that is there already come after those.</summary>
    public CelEnvironment With(params IEnumerable<CelFunction> functions)
    {
        var all = _functions.ToBuilder();
        foreach (CelFunction function in functions)
        {
            if (function.Parameters.Length > CelFunction.MaxParameters)
            {
                throw new ArgumentException($"{function.Name} has too many parameters.", nameof(functions));
            }

            all[function.Name] = [.. all.GetValueOrDefault(function.Name, []), function];
        }

        return new CelEnvironment(_variables, all.ToImmutable());
    }

    public CelVariable? Variable(string name) => _variables.GetValueOrDefault(name);

    public ImmutableArray<CelFunction> Functions(string name) => _functions.GetValueOrDefault(name, []);
}
