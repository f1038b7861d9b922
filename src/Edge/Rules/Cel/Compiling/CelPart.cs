using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>A compiled part of an expression.</summary>
internal readonly record struct CelPart(CelCode Code, CelType Type, CelBound Bound)
{
    /// <summary>Of a quantity its unit; null: a number that goes with every unit, or no number.</summary>
    public Unit? Unit { get; init; }

    /// <summary>The type that <c>dyn(x)</c> hides from the checker; null: nothing is hidden.</summary>
    public CelType? Hidden { get; init; }

    /// <summary>With the type that it has when it runs, as far as that is known.</summary>
    public CelPart Seen => Type.IsOpen && Hidden is { } hidden ? this with { Type = hidden } : this;

    /// <summary>Its value, where that never changes.</summary>
    public CelValue? Constant => (Code as CelCode.Constant)?.Value;

    public CelSize Size => Bound.Size;

    public long Cost => Bound.Cost;
}

/// <summary>A variable of a macro around a part.</summary>
internal sealed record CelLocal(string Name, int Place, CelType Type, CelSize Size, CelLocal? Outer)
{
    /// <summary>Of an item of a list whose items have one.</summary>
    public Unit? Unit { get; init; }

    public static CelLocal? Find(CelLocal? innermost, string name)
    {
        CelLocal? local = innermost;
        while (local is not null && local.Name != name) { local = local.Outer; }
        return local;
    }
}
