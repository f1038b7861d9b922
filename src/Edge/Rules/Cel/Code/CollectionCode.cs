using System.Collections.Immutable;

namespace Edge.Rules.Cel.Code;

/// <summary><c>[a, b]</c></summary>
internal sealed class ListCode(ImmutableArray<CelCode> items) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        var values = ImmutableArray.CreateBuilder<CelValue>(items.Length);
        CelValue missing = CelValue.Null;
        foreach (CelCode item in items)
        {
            CelValue value = item.Run(input);
            values.Add(value);
            if (!value.IsValue) { missing = missing.IsValue ? value : input.Merge(missing, value); }
        }

        if (!missing.IsValue) { return missing; }
        return input.Spend(items.Length)
            ? CelValue.Of(new CelList(values.MoveToImmutable()))
            : CelValue.Error(VerdictReason.TooCostly);
    }
}

/// <summary><c>{a: b}</c></summary>
internal sealed class MapCode(ImmutableArray<(CelCode Key, CelCode Value)> entries) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        var values = ImmutableArray.CreateBuilder<(CelValue, CelValue)>(entries.Length);
        CelValue missing = CelValue.Null;
        foreach ((CelCode key, CelCode value) in entries)
        {
            (CelValue first, CelValue second) = (key.Run(input), value.Run(input));
            values.Add((first, second));
            if (!input.Spend(2 + first.Work)) { return CelValue.Error(VerdictReason.TooCostly); }
            if (!first.IsValue) { missing = missing.IsValue ? first : input.Merge(missing, first); }
            if (!second.IsValue) { missing = missing.IsValue ? second : input.Merge(missing, second); }
        }

        return missing.IsValue ? CelMap.Of(values.MoveToImmutable()) : missing;
    }
}

/// <summary><c>a[b]</c>: an item of a list by its place, a value of a map by its key.</summary>
internal sealed class IndexCode(CelCode operand, CelCode at) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue container = operand.Run(input);
        CelValue key = at.Run(input);
        if (!container.IsValue || !key.IsValue) { return input.Merge(container, key); }
        return container.Kind switch
        {
            CelKind.Map => input.Spend(key.Work) ? container.Map[key] : CelValue.Error(VerdictReason.TooCostly),
            CelKind.List => Item(container.List, key),
            _ => CelValue.Error(VerdictReason.NoSuchOverload),
        };
    }

    /// <summary>A place may be any number that is whole.</summary>
    private static CelValue Item(CelList list, in CelValue key)
    {
        if (!key.IsNumber) { return CelValue.Error(VerdictReason.NoSuchOverload); }
        CelValue? whole = key.Kind == CelKind.Double ? CelArithmetic.Whole(key.Double) : key;
        if (whole is not { } place) { return CelValue.Error(VerdictReason.OutOfRange); }
        return place.Bits >= 0 && place.Bits < list.Count
            ? list.Items[(int)place.Bits]
            : CelValue.Error(VerdictReason.OutOfRange);
    }
}

/// <summary><c>a.b</c> on a map.</summary>
internal sealed class FieldCode(CelCode operand, string field) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue value = operand.Run(input);
        if (!value.IsValue) { return value; }
        return value.Kind == CelKind.Map ? value.Map.Field(field) : CelValue.Error(VerdictReason.NoSuchField);
    }
}

/// <summary><c>has(a.b)</c> on a map.</summary>
internal sealed class HasCode(CelCode operand, CelValue field) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue value = operand.Run(input);
        if (!value.IsValue) { return value; }
        return value.Kind == CelKind.Map
            ? CelValue.Of(value.Map.Contains(field))
            : CelValue.Error(VerdictReason.NoSuchField);
    }
}

/// <summary><c>a in b</c>: an item of a list, a key of a map.</summary>
internal sealed class InCode(CelCode item, CelCode container) : CelCode
{
    public override CelValue Run(in CelInput input)
    {
        CelValue wanted = item.Run(input);
        CelValue within = container.Run(input);
        if (!wanted.IsValue || !within.IsValue) { return input.Merge(wanted, within); }
        if (within.Kind == CelKind.Map)
        {
            return input.Spend(wanted.Work)
                ? CelValue.Of(within.Map.Contains(wanted))
                : CelValue.Error(VerdictReason.TooCostly);
        }

        if (within.Kind != CelKind.List) { return CelValue.Error(VerdictReason.NoSuchOverload); }
        foreach (ref readonly CelValue each in within.List.Items.AsSpan())
        {
            if (!input.Spend(1)) { return CelValue.Error(VerdictReason.TooCostly); }
            if (CelEquality.AreEqual(input, wanted, each)) { return CelValue.True; }
        }

        return CelValue.False;
    }
}
