using System.Collections.Immutable;
using System.Globalization;
using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>What is known while one expression is compiled: names, mistakes, channels used.</summary>
/// <remarks>Unchecked, no type is known and nothing is refused: what is wrong becomes an error
/// value.</remarks>
/// <param name="isStrict">Also what would be an error whatever is read is refused.</param>
internal sealed class CelDraft(string text, CelEnvironment environment, bool isChecked, bool isStrict = false)
{
    private readonly SortedSet<int> _channels = [];
    private readonly List<CelError> _errors = [];
    private readonly CelScan _constants = new();
    private bool _isTooCostly;

    public CelEnvironment Environment => environment;

    public bool IsChecked => isChecked;

    public bool IsStrict => isStrict;

    /// <summary>The innermost variable of the macros around.</summary>
    public CelLocal? Locals { get; set; }

    public ImmutableArray<int> Channels => [.. _channels];

    public ImmutableArray<CelError> Errors => [.. _errors.OrderBy(error => error.Offset)];

    public void Use(int channel) => _channels.Add(channel);

    public string TextOf(CelNode node) => text[node.Start..node.End];

    /// <summary>A part, with what it costs; the first that costs too much is refused.</summary>
    /// <param name="inner">The parts it is made of; it becomes a constant if all of them are.</param>
    /// <param name="isPure">Same values, same result.</param>
    /// <param name="cost">Of itself, without its parts.</param>
    public CelPart Made(
        CelNode node, CelCode code, CelType type, ReadOnlySpan<CelPart> inner, long cost, CelSize? size = null, bool isPure = true)
    {
        bool isConstant = isPure;
        foreach (CelPart part in inner)
        {
            cost = CelSize.Add(cost, part.Cost);
            isConstant &= part.Constant is not null;
        }

        if (cost > CelLimits.MaxCost)
        {
            if (isChecked && !_isTooCostly)
            {
                string work = $"up to {cost.ToString("N0", CultureInfo.InvariantCulture)} units of work";
                string most = CelLimits.MaxCost.ToString("N0", CultureInfo.InvariantCulture);
                Refuse(node.Start, TextOf(node), work, $"at most {most}: shorter lists and texts, fewer macros in macros");
            }

            _isTooCostly = true;
        }
        else if (isConstant && inner.Length > 0)
        {
            _constants.Budget = CelLimits.MaxCost;
            CelValue value = code.Run(new CelInput(_constants, 0));
            // A text that cannot be read is told by the call that was to read it.
            bool isNew = isStrict && value is { Kind: CelKind.Error, Reason: not VerdictReason.BadText } && !IsTold(node);
            return isNew ? NeverAValue(node, value.Reason) : Constant(value, type);
        }

        return new CelPart(code, Known(type), new CelBound(cost, size ?? CelSize.Scalar));
    }

    /// <summary>Tells that a part is an error whatever is read.</summary>
    public CelPart NeverAValue(CelNode node, VerdictReason reason) =>
        Refuse(node.Start, TextOf(node), $"always an error: {reason.Words()}", "something that has a value", null, reason);

    public CelPart Constant(in CelValue value, CelType type) =>
        new(new CelCode.Constant(value), Known(type), new CelBound(1, CelSizes.Of(value)));

    /// <summary>Tells a mistake. Unchecked, the part is an error when it runs.</summary>
    public CelPart Refuse(
        int offset, string found, string problem, string expected, string? nearest = null,
        VerdictReason reason = VerdictReason.NoSuchOverload)
    {
        if (isChecked) { _errors.Add(new CelError(offset, found, problem, expected, nearest)); }
        var code = new CelCode.Constant(CelValue.Error(reason));
        return new CelPart(code, isChecked ? CelType.Refused : CelType.Dyn, new CelBound(1, CelSize.Scalar));
    }

    /// <summary>A part of the wrong type. Unchecked, it stays as it is.</summary>
    /// <remarks>A whole number where a double belongs is the usual mistake: the right text is
    /// offered.</remarks>
    public CelPart Mismatch(CelNode node, CelPart part, string wanted)
    {
        if (!isChecked || part.Type.IsOpen) { return part; }
        string? meant = wanted == CelType.Double.Name && node is CelNode.Literal { Value: long whole }
            ? whole.ToString(CultureInfo.InvariantCulture) + ".0"
            : null;
        return Refuse(node.Start, TextOf(node), $"the value is of type {part.Type}", wanted, meant);
    }

    /// <summary>Refuses two quantities of different units; pure numbers and constants go with all.</summary>
    /// <returns>The unit of both together.</returns>
    public Unit? SameUnit(CelPart left, CelNode node, CelPart right)
    {
        bool isPure = left.Unit is null or Unit.One || right.Unit is null or Unit.One;
        if (!isPure && left.Unit != right.Unit)
        {
            Refuse(node.Start, TextOf(node), $"the value is in {NameOf(right.Unit)}", $"a value in {NameOf(left.Unit)}");
        }

        return left.Unit ?? right.Unit;
    }

    private static string NameOf(Unit? unit) => unit switch
    {
        Unit.Switch => "on or off",
        Unit.Count => "events",
        _ => unit!.Value.Symbol(),
    };

    /// <summary>True where a part of it was refused.</summary>
    private bool IsTold(CelNode node) => _errors.Exists(error => error.Offset >= node.Start && error.Offset < node.End);

    private CelType Known(CelType type) => isChecked ? type : CelType.Dyn;
}
