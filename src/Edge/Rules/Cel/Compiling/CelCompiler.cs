using System.Collections.Immutable;
using Edge.Rules.Cel.Code;

namespace Edge.Rules.Cel.Compiling;

/// <summary>Gives every part of an expression its type, its greatest cost and its code.</summary>
/// <remarks>What is wrong in one part does not hide what is wrong in another. Numbers of different types may
/// be compared, not added. Gradual: where a type is dyn, the running expression decides.</remarks>
internal sealed class CelCompiler
{
    private readonly CelDraft _draft;
    private readonly CelNameCompiler _names;
    private readonly CelOperatorCompiler _operators;
    private readonly CelCallCompiler _calls;
    private readonly CelMacroCompiler _macros;

    private CelCompiler(CelDraft draft)
    {
        _draft = draft;
        _names = new CelNameCompiler(this, draft);
        _operators = new CelOperatorCompiler(this, draft);
        _calls = new CelCallCompiler(this, draft, _names);
        _macros = new CelMacroCompiler(this, draft);
    }

    /// <summary>The program, or every mistake in the order of the text.</summary>
    /// <param name="isStrict">Also what would be an error whatever is read is refused.</param>
    public static (CelProgram? Program, ImmutableArray<CelError> Errors) Compile(
        string text, CelNode node, CelEnvironment environment, CelType wanted, bool isStrict)
    {
        var draft = new CelDraft(text, environment, isChecked: true, isStrict);
        CelPart whole = new CelCompiler(draft).Require(node, wanted);
        return draft.Errors.IsEmpty
            ? (new CelProgram(whole.Code, whole.Type, draft.Channels, whole.Cost, node), [])
            : (null, draft.Errors);
    }

    public static CelProgram CompileUnchecked(string text, CelNode node, CelEnvironment environment)
    {
        var draft = new CelDraft(text, environment, isChecked: false);
        CelPart whole = new CelCompiler(draft).Visit(node);
        return new CelProgram(whole.Code, whole.Type, draft.Channels, whole.Cost, node);
    }

    public CelPart Visit(CelNode node) => node switch
    {
        CelNode.Literal literal => Literal(literal),
        CelNode.Name or CelNode.Select => _names.Visit(node),
        CelNode.Has has => _names.Has(has),
        CelNode.Unary unary => _operators.Unary(unary),
        CelNode.Binary binary => _operators.Binary(binary),
        CelNode.Conditional conditional => Conditional(conditional),
        CelNode.Call call => _calls.Visit(call),
        CelNode.Macro macro => _macros.Visit(macro),
        CelNode.Index index => Index(index),
        CelNode.List list => List(list),
        CelNode.Map map => Map(map),
        _ => _draft.Refuse(
            node.Start, _draft.TextOf(node), "messages are not known here", "a map", null, VerdictReason.NoSuchVariable),
    };

    /// <summary>A part that must be of one type.</summary>
    public CelPart Require(CelNode node, CelType wanted)
    {
        CelPart found = Visit(node).Seen;
        if (found.Type.IsOpen || found.Type.Equals(wanted)) { return found; }
        string? name = node.DottedName();
        bool isSwitch = wanted.Kind == CelKind.Bool && name is not null && found.Type.Kind == CelKind.Double;
        string expected = isSwitch ? $"bool, such as {name} == 1.0"
            : wanted.Kind == CelKind.Bool ? "bool, such as a comparison" : wanted.ToString();
        return _draft.Mismatch(node, found, expected);
    }

    private CelPart Literal(CelNode.Literal literal) => literal.Value switch
    {
        bool value => _draft.Constant(CelValue.Of(value), CelType.Bool),
        long value => _draft.Constant(CelValue.Of(value), CelType.Int),
        ulong value => _draft.Constant(CelValue.Of(value), CelType.Uint),
        double value => _draft.Constant(CelValue.Of(value), CelType.Double),
        string value => _draft.Constant(CelValue.Of(value), CelType.String),
        byte[] value => _draft.Constant(CelValue.Of(value), CelType.Bytes),
        _ => _draft.Constant(CelValue.Null, CelType.Null),
    };

    private CelPart Conditional(CelNode.Conditional node)
    {
        CelPart condition = Require(node.Condition, CelType.Bool);
        CelPart then = Visit(node.Then);
        CelPart otherwise = then.Type.IsOpen ? Visit(node.Else) : Require(node.Else, then.Type);
        var code = new ConditionalCode(condition.Code, then.Code, otherwise.Code);
        CelSize size = CelSize.Max(then.Size, otherwise.Size);
        CelType type = CelUnification.Join(then.Type, otherwise.Type);
        return _draft.Made(node, code, type, [condition, then, otherwise], 1, size) with
        {
            Unit = _draft.SameUnit(then, node.Else, otherwise),
        };
    }

    private CelPart Index(CelNode.Index node)
    {
        CelPart operand = Visit(node.Operand);
        CelPart at = Visit(node.At);
        CelType type = CelType.Dyn;
        switch (operand.Type.Kind)
        {
            case CelKind.List:
                type = operand.Type.Parameters[0];
                bool isPlace = at.Type.IsOpen || at.Type.Kind is CelKind.Int or CelKind.Uint;
                if (!isPlace) { _draft.Mismatch(node.At, at, "int"); }
                break;
            case CelKind.Map:
                type = operand.Type.Parameters[1];
                CelType key = operand.Type.Parameters[0];
                bool isKey = (key.IsNumber && at.Type.IsNumber) || new CelUnification().Accepts(key, at.Type);
                if (!isKey) { _draft.Mismatch(node.At, at, key.ToString()); }
                break;
            default:
                _draft.Mismatch(node.Operand, operand, "list or map");
                break;
        }

        return _draft.Made(
            node, new IndexCode(operand.Code, at.Code), type, [operand, at], 1 + (at.Size.Length / 8), operand.Size.OfItem) with
        {
            Unit = operand.Unit,
        };
    }

    private CelPart List(CelNode.List node)
    {
        CelPart[] items = [.. node.Items.Select(Visit)];
        CelType type = items.Length == 0 ? CelType.Dyn : items.Select(item => item.Type).Aggregate(CelUnification.Join);
        var size = new CelSize(items.Length, CelSizes.Largest(items.Select(item => item.Size)));
        if (items.Length == 0) { return _draft.Constant(CelValue.Of(CelList.Empty), CelType.List); }
        var code = new ListCode([.. items.Select(item => item.Code)]);
        return _draft.Made(node, code, CelType.ListOf(type), items, 1 + items.Length, size) with { Unit = UnitOf(items) };
    }

    /// <summary>That of all items which have one; a list of different quantities has none.</summary>
    private static Unit? UnitOf(CelPart[] items)
    {
        Unit?[] units = [.. items.Select(item => item.Unit).Where(unit => unit is not (null or Unit.One)).Distinct()];
        return units.Length == 1 ? units[0] : null;
    }

    private CelPart Map(CelNode.Map node)
    {
        if (node.Entries.IsEmpty) { return _draft.Constant(CelMap.Of([]), CelType.Map); }
        CelPart[] keys = [.. node.Entries.Select(entry => Key(entry.Key))];
        CelPart[] values = [.. node.Entries.Select(entry => Visit(entry.Value))];
        CelType type = CelType.MapOf(
            keys.Select(key => key.Type).Aggregate(CelUnification.Join),
            values.Select(value => value.Type).Aggregate(CelUnification.Join));
        CelPart[] all = [.. keys, .. values];
        var size = new CelSize(keys.Length, CelSizes.Largest(all.Select(part => part.Size)));
        var code = new MapCode([.. keys.Select((key, place) => (key.Code, values[place].Code))]);
        long hashed = keys.Aggregate(0L, (sum, key) => CelSize.Add(sum, key.Size.Length / 8));
        return _draft.Made(node, code, type, all, CelSize.Add(1 + (2 * keys.Length), hashed), size);
    }

    private CelPart Key(CelNode node)
    {
        CelPart key = Visit(node);
        bool isKey = key.Type.IsOpen || key.Type.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String;
        return isKey ? key : _draft.Mismatch(node, key, "bool, int, uint or string");
    }
}
