using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>Macros that go through lists and maps.</summary>
internal sealed class CelMacroCompiler(CelCompiler compiler, CelDraft draft)
{
    public CelPart Visit(CelNode.Macro macro)
    {
        CelPart range = compiler.Visit(macro.Range);
        bool isRange = range.Type.IsOpen || range.Type.Kind is CelKind.List or CelKind.Map;
        if (!isRange) { range = draft.Mismatch(macro.Range, range, "list or map"); }
        CelLocal? outer = draft.Locals;
        int place = outer is null ? 0 : outer.Place + 1;
        draft.Locals = Variables(macro, range, place, outer);
        CelPart? filter = macro.Filter is { } given ? compiler.Require(given, CelType.Bool) : null;
        bool isTruth = macro.Kind is CelMacroKind.All or CelMacroKind.Exists or CelMacroKind.ExistsOne or CelMacroKind.Filter;
        CelPart body = isTruth ? compiler.Require(macro.Body, CelType.Bool) : compiler.Visit(macro.Body);
        draft.Locals = outer;
        if (macro.Kind == CelMacroKind.TransformMapEntry && body.Type.Kind is not CelKind.Map)
        {
            body = draft.Mismatch(macro.Body, body, "map");
        }

        var over = new MacroRange(range.Code, place, macro.Second is not null);
        long each = CelSize.Add(3, CelSize.Add(body.Cost, filter?.Cost ?? 0));
        long cost = CelSize.Add(1, CelSize.Multiply(range.Size.Length, each));
        CelSize size = SizeOf(macro.Kind, range.Size, body.Size);
        bool isMap = macro.Kind is CelMacroKind.TransformMap or CelMacroKind.TransformMapEntry;
        if (isMap) { cost = CelSize.Add(cost, CelSize.Multiply(size.Length, 2 + (size.OfItem.Length / 8))); }
        return draft.Made(
            macro, CodeOf(macro, over, filter?.Code, body.Code), TypeOf(macro, range.Type, body.Type), [range], cost, size,
            isPure: false) with
        {
            Unit = macro.Kind switch { CelMacroKind.Filter => range.Unit, CelMacroKind.Map => body.Unit, _ => null },
        };
    }

    private static CelCode CodeOf(CelNode.Macro macro, MacroRange over, CelCode? filter, CelCode body) => macro.Kind switch
    {
        CelMacroKind.All => new QuantifierCode(over, body, decisive: false),
        CelMacroKind.Exists => new QuantifierCode(over, body, decisive: true),
        CelMacroKind.ExistsOne => new ExistsOneCode(over, body),
        CelMacroKind.Filter => new TransformListCode(over, body, null),
        CelMacroKind.Map => new TransformListCode(over, filter, body),
        CelMacroKind.TransformMap => new TransformMapCode(over, filter, body, isEntry: false),
        _ => new TransformMapCode(over, filter, body, isEntry: true),
    };

    private static CelLocal Variables(CelNode.Macro macro, CelPart range, int place, CelLocal? outer)
    {
        CelType type = range.Type;
        bool isList = type.Kind == CelKind.List;
        CelType key = type.Kind == CelKind.Map ? type.Parameters[0] : CelType.Dyn;
        CelType value = type.Kind is null ? CelType.Dyn : type.Parameters[^1];
        CelSize size = range.Size.OfItem;
        if (macro.Second is not { } second)
        {
            return new CelLocal(macro.First, place, isList ? value : key, size, outer) { Unit = isList ? range.Unit : null };
        }

        var first = new CelLocal(macro.First, place, isList ? CelType.Int : key, size, outer);
        return new CelLocal(second, place + 1, value, size, first) { Unit = isList ? range.Unit : null };
    }

    private static CelType TypeOf(CelNode.Macro macro, CelType range, CelType body) => macro.Kind switch
    {
        CelMacroKind.Filter => range.Kind switch
        {
            CelKind.List => range,
            CelKind.Map => CelType.ListOf(range.Parameters[0]),
            _ => CelType.List,
        },
        CelMacroKind.Map => CelType.ListOf(body),
        CelMacroKind.TransformMap => CelType.MapOf(
            range.Kind switch { CelKind.List => CelType.Int, CelKind.Map => range.Parameters[0], _ => CelType.Dyn }, body),
        CelMacroKind.TransformMapEntry => body.Kind == CelKind.Map ? body : CelType.Map,
        _ => CelType.Bool,
    };

    private static CelSize SizeOf(CelMacroKind kind, CelSize range, CelSize body) => kind switch
    {
        CelMacroKind.Filter => range,
        CelMacroKind.Map => CelSize.ListOf(range.Length, body),
        CelMacroKind.TransformMap => CelSize.ListOf(range.Length, CelSize.Max(body, range.OfItem)),
        CelMacroKind.TransformMapEntry => CelSize.ListOf(CelSize.Multiply(range.Length, body.Length), body.OfItem),
        _ => CelSize.Scalar,
    };
}
