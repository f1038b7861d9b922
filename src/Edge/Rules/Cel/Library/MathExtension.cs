using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary>The math extension.</summary>
internal static class MathExtension
{
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public static IEnumerable<CelFunction> All() =>
    [
        .. Extreme("math.greatest", wanted: 1),
        .. Extreme("math.least", wanted: -1),
        OfDouble("math.ceil", Math.Ceiling) with { KeepsUnit = true },
        OfDouble("math.floor", Math.Floor) with { KeepsUnit = true },
        OfDouble("math.round", x => Math.Round(x, MidpointRounding.AwayFromZero)) with { KeepsUnit = true },
        OfDouble("math.trunc", Math.Truncate) with { KeepsUnit = true },
        OfDouble("math.sqrt", Math.Sqrt),
        Global("math.sqrt", CelType.Int, CelType.Double, (in _, in a) => CelValue.Of(Math.Sqrt(a.Bits))),
        Global("math.sqrt", CelType.Uint, CelType.Double, (in _, in a) => CelValue.Of(Math.Sqrt(a.Uint))),
        OfDouble("math.abs", Math.Abs) with { KeepsUnit = true },
        Global("math.abs", CelType.Int, CelType.Int, (in _, in a) =>
            a.Bits == long.MinValue ? Error(VerdictReason.Overflow) : CelValue.Of(Math.Abs(a.Bits))),
        Global("math.abs", CelType.Uint, CelType.Uint, (in _, in a) => a),
        OfDouble("math.sign", x => double.IsNaN(x) ? x : Math.Sign(x)),
        Global("math.sign", CelType.Int, CelType.Int, (in _, in a) => CelValue.Of((long)Math.Sign(a.Bits))),
        Global("math.sign", CelType.Uint, CelType.Uint, (in _, in a) => CelValue.Of(a.Uint == 0 ? 0UL : 1UL)),
        Test("math.isNaN", double.IsNaN),
        Test("math.isInf", double.IsInfinity),
        Test("math.isFinite", double.IsFinite),
        .. Bits("math.bitAnd", (a, b) => a & b),
        .. Bits("math.bitOr", (a, b) => a | b),
        .. Bits("math.bitXor", (a, b) => a ^ b),
        Global("math.bitNot", CelType.Int, CelType.Int, (in _, in a) => CelValue.Of(~a.Bits)),
        Global("math.bitNot", CelType.Uint, CelType.Uint, (in _, in a) => CelValue.Of(~a.Uint)),
        .. Shift("math.bitShiftLeft", (bits, by) => bits << by),
        .. Shift("math.bitShiftRight", (bits, by) => bits >> by),
    ];

    /// <summary>Of equal numbers the first.</summary>
    private static IEnumerable<CelFunction> Extreme(string name, int wanted)
    {
        foreach (CelType a in Numbers) { yield return Global(name, a, a, (in _, in x) => x) with { KeepsUnit = true }; }
        foreach (CelType a in Numbers)
        {
            foreach (CelType b in Numbers)
            {
                CelFunction two = Global(
                    name, a, b, a == b ? a : CelType.Dyn, (in _, in x, in y) => Better(x, y, wanted) ? y : x);
                yield return two with { IsFold = true, KeepsUnit = true };
            }
        }

        CelType number = CelType.Parameter("A");
        yield return Global(name, CelType.ListOf(number), number, (in input, in list) => OfList(input, list.List, wanted))
            with { KeepsUnit = true };
    }

    private static bool Better(in CelValue old, in CelValue other, int wanted) =>
        CelCompare.Order(other, old) is { } order && Math.Sign(order) == wanted;

    private static CelValue OfList(in CelInput input, CelList list, int wanted)
    {
        if (list.Count == 0) { return Error(VerdictReason.OutOfRange); }
        CelValue best = list.Items[0];
        foreach (CelValue item in list.Items)
        {
            if (!item.IsNumber) { return Error(VerdictReason.NoSuchOverload); }
            if (!input.Spend(1)) { return Error(VerdictReason.TooCostly); }
            if (Better(best, item, wanted)) { best = item; }
        }

        return best;
    }

    private static CelFunction OfDouble(string name, Func<double, double> f) =>
        Global(name, CelType.Double, CelType.Double, (in _, in a) => CelValue.Of(f(a.Double)));

    private static CelFunction Test(string name, Predicate<double> f) =>
        Global(name, CelType.Double, CelType.Bool, (in _, in a) => CelValue.Of(f(a.Double)));

    private static IEnumerable<CelFunction> Bits(string name, Func<ulong, ulong, ulong> f) =>
    [
        Global(name, CelType.Int, CelType.Int, CelType.Int, (in _, in a, in b) =>
            CelValue.Of(unchecked((long)f(a.Uint, b.Uint)))),
        Global(name, CelType.Uint, CelType.Uint, CelType.Uint, (in _, in a, in b) => CelValue.Of(f(a.Uint, b.Uint))),
    ];

    /// <summary>Zeros come in from either side; 64 places and more leave nothing.</summary>
    private static IEnumerable<CelFunction> Shift(string name, Func<ulong, int, ulong> f) =>
    [
        Global(name, CelType.Int, CelType.Int, CelType.Int, (in _, in a, in by) =>
            by.Bits < 0 ? Error(VerdictReason.OutOfRange)
            : CelValue.Of(by.Bits >= 64 ? 0L : unchecked((long)f(a.Uint, (int)by.Bits)))),
        Global(name, CelType.Uint, CelType.Int, CelType.Uint, (in _, in a, in by) =>
            by.Bits < 0 ? Error(VerdictReason.OutOfRange)
            : CelValue.Of(by.Bits >= 64 ? 0UL : f(a.Uint, (int)by.Bits))),
    ];
}
