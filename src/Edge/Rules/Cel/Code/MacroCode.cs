using System.Collections.Immutable;

namespace Edge.Rules.Cel.Code;

/// <summary>Where a macro has its variables, and what it goes through.</summary>
/// <param name="First">Place of the only variable, or of the first of two.</param>
/// <param name="HasSecond">The second variable has the place after the first.</param>
internal sealed record MacroRange(CelCode Range, int First, bool HasSecond)
{
    /// <summary>The list or map, or what is wrong with it.</summary>
    public CelValue Run(in CelInput input)
    {
        CelValue range = Range.Run(input);
        bool isRange = range.Kind is CelKind.List or CelKind.Map || !range.IsValue;
        return isRange ? range : CelValue.Error(VerdictReason.NoSuchOverload);
    }

    public static int Count(in CelValue range) => range.Kind == CelKind.List ? range.List.Count : range.Map.Count;

    /// <summary>Sets the variables to what stands at a place. False when the budget is spent.</summary>
    public bool Enter(in CelInput input, in CelValue range, int place)
    {
        Span<CelValue> locals = input.Scan.Locals;
        if (range.Kind == CelKind.List)
        {
            CelValue item = range.List.Items[place];
            locals[First] = HasSecond ? CelValue.Of((long)place) : item;
            if (HasSecond) { locals[First + 1] = item; }
        }
        else
        {
            (locals[First], CelValue value) = range.Map.Entries[place];
            if (HasSecond) { locals[First + 1] = value; }
        }

        return input.Spend(1);
    }

    /// <summary>What stands for an item where a list of results is keyed: its place or its key.</summary>
    public static CelValue Key(in CelValue range, int place) =>
        range.Kind == CelKind.List ? CelValue.Of((long)place) : range.Map.Entries[place].Key;
}

/// <summary><c>all</c> and <c>exists</c>: as a row of <c>&amp;&amp;</c> or <c>||</c>.</summary>
internal sealed class QuantifierCode(MacroRange over, CelCode body, bool decisive) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue range = over.Run(input);
        if (!range.IsValue) { return range; }
        CelValue joined = CelValue.Of(!decisive);
        for (int place = 0; place < MacroRange.Count(range); place++)
        {
            if (!over.Enter(input, range, place)) { return CelValue.Error(VerdictReason.TooCostly); }
            joined = LogicalCode.Join(input, joined, body.Run(input), decisive);
            if (joined.Kind == CelKind.Bool && joined.Bool == decisive) { return joined; }
        }

        return joined;
    }
}

/// <summary><c>exists_one</c>: no error is overlooked.</summary>
internal sealed class ExistsOneCode(MacroRange over, CelCode body) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue range = over.Run(input);
        if (!range.IsValue) { return range; }
        int found = 0;
        CelValue missing = CelValue.Null;
        for (int place = 0; place < MacroRange.Count(range); place++)
        {
            if (!over.Enter(input, range, place)) { return CelValue.Error(VerdictReason.TooCostly); }
            CelValue holds = LogicalCode.Truth(body.Run(input));
            if (!holds.IsValue) { missing = missing.IsValue ? holds : input.Merge(missing, holds); }
            else if (holds.Bool) { found++; }
        }

        return missing.IsValue ? CelValue.Of(found == 1) : missing;
    }
}

/// <summary><c>filter</c>, <c>map</c> and their forms that make a list.</summary>
/// <param name="filter">Null: every item counts.</param>
/// <param name="body">Null: the item itself.</param>
internal sealed class TransformListCode(MacroRange over, CelCode? filter, CelCode? body) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue range = over.Run(input);
        if (!range.IsValue) { return range; }
        var made = ImmutableArray.CreateBuilder<CelValue>();
        CelValue missing = CelValue.Null;
        for (int place = 0; place < MacroRange.Count(range); place++)
        {
            if (!over.Enter(input, range, place)) { return CelValue.Error(VerdictReason.TooCostly); }
            CelValue counts = filter is null ? CelValue.True : LogicalCode.Truth(filter.Run(input));
            if (counts.IsValue && !counts.Bool) { continue; }
            CelValue value = !counts.IsValue ? counts
                : body is null ? input.Scan.Locals[over.First] : body.Run(input);
            if (value.IsValue) { made.Add(value); }
            else { missing = missing.IsValue ? value : input.Merge(missing, value); }
        }

        return missing.IsValue ? CelValue.Of(new CelList(made.DrainToImmutable())) : missing;
    }
}

/// <summary><c>transformMap</c> and <c>transformMapEntry</c>.</summary>
/// <param name="isEntry">The body gives a map whose entries are taken; else it gives the value of the key.</param>
internal sealed class TransformMapCode(MacroRange over, CelCode? filter, CelCode body, bool isEntry) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue range = over.Run(input);
        if (!range.IsValue) { return range; }
        var made = ImmutableArray.CreateBuilder<(CelValue, CelValue)>();
        CelValue missing = CelValue.Null;
        for (int place = 0; place < MacroRange.Count(range); place++)
        {
            if (!over.Enter(input, range, place)) { return CelValue.Error(VerdictReason.TooCostly); }
            CelValue counts = filter is null ? CelValue.True : LogicalCode.Truth(filter.Run(input));
            if (counts.IsValue && !counts.Bool) { continue; }
            CelValue value = counts.IsValue ? body.Run(input) : counts;
            bool isWrong = isEntry && value.IsValue && value.Kind != CelKind.Map;
            if (isWrong) { value = CelValue.Error(VerdictReason.NoSuchOverload); }
            if (!value.IsValue) { missing = missing.IsValue ? value : input.Merge(missing, value); }
            else if (isEntry) { made.AddRange(value.Map.Entries); }
            else { made.Add((MacroRange.Key(range, place), value)); }
            if (isEntry && value.IsValue && !input.Spend(value.Map.Count)) { return CelValue.Error(VerdictReason.TooCostly); }
        }

        if (!missing.IsValue) { return missing; }
        foreach ((CelValue key, _) in made)
        {
            if (!input.Spend(1 + key.Work)) { return CelValue.Error(VerdictReason.TooCostly); }
        }

        return CelMap.Of(made.DrainToImmutable());
    }
}
