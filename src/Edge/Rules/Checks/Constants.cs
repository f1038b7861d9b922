using Edge.Rules.Cel;
using Edge.Rules.Cel.Compiling;

namespace Edge.Rules.Checks;

/// <summary>Parts of conditions that are the same whatever is read.</summary>
internal static class Constants
{
    /// <summary>Whole numbers beyond, as doubles, are not told from their neighbours.</summary>
    private const double Exact = 1L << 53;

    /// <summary>The value of a part; null where it depends on something, or is an error.</summary>
    public static CelValue? Of(CelNode node)
    {
        switch (node)
        {
            case CelNode.Literal { Value: double value }: return CelValue.Of(value);
            case CelNode.Literal { Value: long value }: return CelValue.Of(value);
            case CelNode.Literal { Value: string value }: return CelValue.Of(value);
            case CelNode.Literal { Value: bool value }: return CelValue.Of(value);
            case CelNode.Name or CelNode.Select: return null;
        }

        if (CelNodes.All(node).Any(each => each is CelNode.Name or CelNode.Macro or CelNode.Message)) { return null; }
        CelValue? found = CelCompiler.CompileUnchecked(new string(' ', node.End), node, CelEnvironment.Standard).Constant;
        return found is { IsValue: true } ? found : null;
    }

    /// <summary>A number, or a time as one: nanoseconds of a duration, seconds of a timestamp; null where it
    /// has no exact one.</summary>
    public static double? NumberOf(in CelValue value)
    {
        double? number = value.Kind switch
        {
            CelKind.Double => value.Double,
            CelKind.Int or CelKind.Duration => value.Bits,
            CelKind.Uint => value.Uint,
            CelKind.Timestamp when value.Nanos == 0 => value.Bits,
            _ => null,
        };
        bool isExact = value.Kind == CelKind.Double ? !double.IsNaN(value.Double) : number is > -Exact and < Exact;
        return isExact ? number : null;
    }
}
