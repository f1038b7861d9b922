namespace Edge.Rules.Cel.Code;

/// <summary>What makes a comparison true.</summary>
internal readonly record struct Relation(bool Less, bool Equal, bool Greater)
{
    /// <param name="symbol"><c>&lt; &lt;= &gt; &gt;=</c></param>
    public static Relation Of(string symbol) =>
        new(symbol[0] == '<', symbol.Length == 2, symbol[0] == '>');

    public bool Holds(int order) => order < 0 ? Less : order > 0 ? Greater : Equal;
}

/// <summary><c>&lt; &lt;= &gt; &gt;=</c>: numbers of all types, texts, bytes, truths, moments and durations.</summary>
internal sealed class ComparisonCode(CelCode left, CelCode right, Relation relation) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue first = left.Run(input);
        CelValue second = right.Run(input);
        if (!first.IsValue || !second.IsValue) { return input.Merge(first, second); }
        if (!CelCompare.AreComparable(first, second)) { return CelValue.Error(VerdictReason.NoSuchOverload); }
        if (!input.Spend(Math.Min(first.Work, second.Work))) { return CelValue.Error(VerdictReason.TooCostly); }
        return CelValue.Of(CelCompare.Order(first, second) is { } order && relation.Holds(order));
    }
}

/// <summary>A channel beside a double that never changes: what most rules are made of.</summary>
internal sealed class ThresholdCode(int channel, double threshold, Relation relation) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        if (!input.IsFresh(channel)) { return CelValue.Unknown(channel); }
        double value = input.Scan.Snapshot[channel].Value;
        return CelValue.Of(value < threshold ? relation.Less
            : value > threshold ? relation.Greater
            : value == threshold && relation.Equal);
    }
}

/// <summary><c>==</c> and <c>!=</c>: defined for all values.</summary>
internal sealed class EqualityCode(CelCode left, CelCode right, bool isWanted) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue first = left.Run(input);
        CelValue second = right.Run(input);
        if (!first.IsValue || !second.IsValue) { return input.Merge(first, second); }
        return CelValue.Of(CelEquality.AreEqual(input, first, second) == isWanted);
    }
}
