using System.Collections.Immutable;
using System.Globalization;
using Edge.Profiles;

namespace Edge.Rules.Cel;

/// <summary>A condition that may run.</summary>
/// <param name="Channels">Every channel it names, each once.</param>
internal sealed record CelProgram(CelCode Code, ImmutableArray<int> Channels);

/// <summary>Gives every part of an expression its type and makes code of it; refuses the rest of CEL.</summary>
/// <remarks>Channels are doubles under their dotted names. Numbers of different types may be compared, not
/// added. What is wrong in one part does not hide what is wrong in another.</remarks>
internal sealed class CelChecker
{
    private static readonly string[] Conversions = ["double", "int", "uint"];

    // What was refused already: it fits everywhere, so that one mistake is told once.
    private static readonly Typed Refused = new(new CelCode.Constant(CelValue.Unknown(-1)), CelKind.Error);

    private readonly string _text;
    private readonly IReadOnlyDictionary<string, int> _channels;
    private readonly SortedSet<int> _used = [];
    private readonly List<CelError> _errors = [];

    private CelChecker(string text, IReadOnlyDictionary<string, int> channels) => (_text, _channels) = (text, channels);

    /// <summary>The program, or every mistake in the order of the text. A condition is a bool.</summary>
    public static (CelProgram? Program, ImmutableArray<CelError> Errors) Check(
        string text, CelNode node, IReadOnlyDictionary<string, int> channels)
    {
        var checker = new CelChecker(text, channels);
        Typed whole = checker.Require(node, CelKind.Bool);
        return checker._errors.Count == 0
            ? (new CelProgram(whole.Code, [.. checker._used]), [])
            : (null, [.. checker._errors.OrderBy(error => error.Offset)]);
    }

    private Typed Visit(CelNode node) => node switch
    {
        CelNode.Literal literal => Literal(literal),
        CelNode.Name or CelNode.Select => Channel(node),
        CelNode.Unary unary => Unary(unary),
        CelNode.Binary binary => Binary(binary),
        CelNode.Conditional conditional => Conditional(conditional),
        CelNode.Call call => Call(call),
        CelNode.Index => Unsupported(node, "an index"),
        CelNode.List => Unsupported(node, "a list"),
        CelNode.Map => Unsupported(node, "a map"),
        _ => Unsupported(node, "a message"),
    };

    private Typed Literal(CelNode.Literal literal) => literal.Value switch
    {
        bool value => new(new CelCode.Constant(CelValue.Of(value)), CelKind.Bool),
        long value => new(new CelCode.Constant(CelValue.Of(value)), CelKind.Int),
        ulong value => new(new CelCode.Constant(CelValue.Of(value)), CelKind.Uint),
        double value => new(new CelCode.Constant(CelValue.Of(value)), CelKind.Double),
        string => Unsupported(literal, "a string"),
        null => Unsupported(literal, "null"),
        _ => Unsupported(literal, "a byte string"),
    };

    /// <summary>The longest part of a dotted name that is a channel; nothing may follow it.</summary>
    private Typed Channel(CelNode node)
    {
        if (DottedName(node) is not { } name) { return Unsupported(node, "a field of a value"); }
        if (_channels.TryGetValue(name, out int channel))
        {
            _used.Add(channel);
            return new(new CelCode.Channel(channel), CelKind.Double);
        }

        string above = name;
        for (CelNode part = node; part is CelNode.Select select; part = select.Operand)
        {
            above = above[..^(select.Field.Length + 1)];
            if (!_channels.ContainsKey(above)) { continue; }
            return Refuse(select.End - select.Field.Length, select.Field, "a channel has no fields", "an operator");
        }

        string? nearest = NearestName.Of(name, _channels.Keys);
        return Refuse(node.Start, name, "no such channel", "a channel of this site", nearest);
    }

    private static string? DottedName(CelNode node) => node switch
    {
        CelNode.Name name => name.Text.TrimStart('.'),
        CelNode.Select select => DottedName(select.Operand) is { } operand ? $"{operand}.{select.Field}" : null,
        _ => null,
    };

    private Typed Unary(CelNode.Unary unary)
    {
        bool isNot = unary.Operator == "!";
        Typed operand = isNot ? Require(unary.Operand, CelKind.Bool) : Visit(unary.Operand);
        if (isNot) { return new(new CelCode.Not(operand.Code), CelKind.Bool); }
        return operand.Type switch
        {
            CelKind.Int or CelKind.Double => new(new CelCode.Negate(operand.Code), operand.Type),
            CelKind.Error => Refused,
            _ => Mismatch(unary.Operand, operand.Type, "int or double"),
        };
    }

    private Typed Binary(CelNode.Binary binary) => binary.Operator switch
    {
        "in" => Unsupported(binary, "'in'"),
        "&&" or "||" => Logical(binary),
        "==" or "!=" or "<" or "<=" or ">" or ">=" => Comparison(binary),
        _ => Arithmetic(binary),
    };

    private Typed Logical(CelNode.Binary binary)
    {
        (Typed left, Typed right) = (Require(binary.Left, CelKind.Bool), Require(binary.Right, CelKind.Bool));
        bool decisive = binary.Operator == "||";
        return new(new CelCode.Logical(left.Code, right.Code, decisive), CelKind.Bool);
    }

    private Typed Comparison(CelNode.Binary binary)
    {
        (Typed left, Typed right) = (Visit(binary.Left), Visit(binary.Right));
        bool isKnown = left.Type != CelKind.Error && right.Type != CelKind.Error;
        if (isKnown && (left.Type == CelKind.Bool) != (right.Type == CelKind.Bool))
        {
            Mismatch(binary.Right, right.Type, left.Type == CelKind.Bool ? "bool" : "a number");
        }

        string symbol = binary.Operator;
        var code = new CelCode.Comparison(
            left.Code,
            right.Code,
            less: symbol is "<" or "<=" or "!=",
            equal: symbol is "==" or "<=" or ">=",
            greater: symbol is ">" or ">=" or "!=",
            withNaN: symbol == "!=");
        return new(code, CelKind.Bool);
    }

    private Typed Arithmetic(CelNode.Binary binary)
    {
        (Typed left, Typed right) = (Visit(binary.Left), Visit(binary.Right));
        if (left.Type == CelKind.Bool) { left = Mismatch(binary.Left, left.Type, "a number"); }
        if (right.Type == CelKind.Bool) { right = Mismatch(binary.Right, right.Type, "a number"); }
        if (left.Type == CelKind.Error || right.Type == CelKind.Error) { return Refused; }
        if (left.Type != right.Type)
        {
            bool isLeftWrong = right.Type == CelKind.Double && binary.Left is CelNode.Literal;
            return isLeftWrong
                ? Mismatch(binary.Left, left.Type, Name(right.Type))
                : Mismatch(binary.Right, right.Type, Name(left.Type));
        }

        bool isRemainderOfDoubles = binary.Operator == "%" && left.Type == CelKind.Double;
        return isRemainderOfDoubles
            ? Mismatch(binary.Left, left.Type, "int or uint")
            : new(new CelCode.Arithmetic(left.Code, right.Code, binary.Operator[0]), left.Type);
    }

    private Typed Conditional(CelNode.Conditional node)
    {
        Typed condition = Require(node.Condition, CelKind.Bool);
        Typed then = Visit(node.Then);
        Typed otherwise = then.Type == CelKind.Error ? Visit(node.Else) : Require(node.Else, then.Type);
        CelKind type = then.Type == CelKind.Error ? otherwise.Type : then.Type;
        return new(new CelCode.Conditional(condition.Code, then.Code, otherwise.Code), type);
    }

    private Typed Call(CelNode.Call call)
    {
        string name = call.Target is null ? call.Function.TrimStart('.') : call.Function;
        if (call.Target is not null || Array.IndexOf(Conversions, name) < 0)
        {
            string? nearest = NearestName.Of(name, Conversions);
            return Refuse(call.FunctionAt, name, "no such function", "double(), int() or uint()", nearest);
        }

        if (call.Arguments.Length != 1)
        {
            return Refuse(call.Start, TextOf(call), $"{call.Arguments.Length} arguments", "one number");
        }

        Typed operand = Visit(call.Arguments[0]);
        if (operand.Type == CelKind.Bool) { operand = Mismatch(call.Arguments[0], operand.Type, "a number"); }
        CelKind to = name switch { "double" => CelKind.Double, "int" => CelKind.Int, _ => CelKind.Uint };
        return new(new CelCode.Convert(operand.Code, to), to);
    }

    private Typed Require(CelNode node, CelKind wanted)
    {
        Typed found = Visit(node);
        if (found.Type == wanted || found.Type == CelKind.Error) { return found; }
        bool isSwitch = wanted == CelKind.Bool && DottedName(node) is not null;
        string expected = isSwitch ? $"bool, such as {DottedName(node)} == 1.0"
            : wanted == CelKind.Bool ? "bool, such as a comparison" : Name(wanted);
        return Mismatch(node, found.Type, expected);
    }

    /// <summary>A whole number where a double belongs is the usual mistake: the right text is offered.</summary>
    private Typed Mismatch(CelNode node, CelKind type, string wanted)
    {
        string? meant = wanted == Name(CelKind.Double) && node is CelNode.Literal { Value: long whole }
            ? whole.ToString(CultureInfo.InvariantCulture) + ".0"
            : null;
        return Refuse(node.Start, TextOf(node), $"the value is of type {Name(type)}", wanted, meant);
    }

    private Typed Unsupported(CelNode node, string what) => Refuse(
        node.Start, TextOf(node), $"{what} cannot be used in a condition yet",
        "channels, numbers, true, false and operators on them");

    private Typed Refuse(int offset, string text, string problem, string expected, string? nearest = null)
    {
        _errors.Add(new CelError(offset, text, problem, expected, nearest));
        return Refused;
    }

    private string TextOf(CelNode node) => _text[node.Start..node.End];

    private static string Name(CelKind kind) => kind.ToString().ToLowerInvariant();

    private readonly record struct Typed(CelCode Code, CelKind Type);
}
