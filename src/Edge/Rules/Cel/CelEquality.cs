namespace Edge.Rules.Cel;

/// <summary>What <c>==</c> calls equal: numbers by their value whatever their type, lists and maps by what
/// they hold; values of different types never are. NaN equals nothing.</summary>
/// <remarks>Source: Common Expression Language, language definition, "Equality".</remarks>
internal static class CelEquality
{
    /// <summary>Both are values. False when the budget ends meanwhile.</summary>
    public static bool AreEqual(in CelInput input, in CelValue left, in CelValue right)
    {
        if (left.IsNumber && right.IsNumber) { return CelCompare.Order(left, right) == 0; }
        if (left.Kind != right.Kind) { return false; }
        return left.Kind switch
        {
            CelKind.String => input.Spend(Math.Min(left.Work, right.Work))
                && string.Equals(left.Text, right.Text, StringComparison.Ordinal),
            CelKind.Bytes => input.Spend(Math.Min(left.Work, right.Work))
                && left.Bytes.AsSpan().SequenceEqual(right.Bytes),
            CelKind.List => Lists(input, left.List, right.List),
            CelKind.Map => Maps(input, left.Map, right.Map),
            CelKind.Type => left.Type.IsSameType(right.Type),
            _ => left.Bits == right.Bits && left.Nanos == right.Nanos,
        };
    }

    private static bool Lists(in CelInput input, CelList left, CelList right)
    {
        if (left.Count != right.Count) { return false; }
        for (int place = 0; place < left.Count; place++)
        {
            bool isSame = input.Spend(1) && AreEqual(input, left.Items[place], right.Items[place]);
            if (!isSame) { return false; }
        }

        return true;
    }

    private static bool Maps(in CelInput input, CelMap left, CelMap right)
    {
        if (left.Count != right.Count) { return false; }
        foreach ((CelValue key, CelValue value) in left.Entries)
        {
            bool isSame = input.Spend(1 + key.Work) && right.Contains(key) && AreEqual(input, value, right[key]);
            if (!isSame) { return false; }
        }

        return true;
    }
}
