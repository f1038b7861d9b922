using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Cel;

/// <summary>A condition that may run.</summary>
/// <param name="Channels">Every channel it names, each once.</param>
internal sealed record CelProgram(CelCode Code, ImmutableArray<int> Channels);

/// <summary>Gives every part of an expression its type and makes code of it; refuses what this version cannot decide on.</summary>
/// <remarks>Channels are doubles under their dotted names. Numbers of different types may be compared, not added.</remarks>
internal sealed class CelChecker
{
    private static readonly string[] Conversions = ["double", "int", "uint"];

    private readonly IReadOnlyDictionary<string, int> _channels;
    private readonly SortedSet<int> _used = [];

    private CelChecker(IReadOnlyDictionary<string, int> channels) => _channels = channels;

    /// <summary>The program, or the first error. A condition is a bool.</summary>
    public static Result<CelProgram, CelError> Check(CelNode node, IReadOnlyDictionary<string, int> channels)
    {
        var checker = new CelChecker(channels);
        try
        {
            (CelCode code, CelKind type) = checker.Visit(node);
            if (type != CelKind.Bool)
            {
                return new CelError(node.Offset, "", $"the condition is of type {Name(type)}", "bool, such as a comparison");
            }

            return new CelProgram(code, [.. checker._used]);
        }
        catch (CelException exception)
        {
            return exception.Error;
        }
    }

    private (CelCode Code, CelKind Type) Visit(CelNode node) => node switch
    {
        CelNode.Literal literal => Literal(literal),
        CelNode.Name or CelNode.Select => Channel(node),
        CelNode.Unary unary => Unary(unary),
        CelNode.Binary binary => Binary(binary),
        CelNode.Conditional conditional => Conditional(conditional),
        CelNode.Call call => Call(call),
        CelNode.Index => throw Unsupported(node, "an index"),
        CelNode.List => throw Unsupported(node, "a list"),
        _ => throw Unsupported(node, "a map"),
    };

    private static (CelCode, CelKind) Literal(CelNode.Literal literal)
    {
        CelValue value = literal.Value switch
        {
            bool b => CelValue.Of(b),
            long i => CelValue.Of(i),
            ulong u => CelValue.Of(u),
            double d => CelValue.Of(d),
            string => throw Unsupported(literal, "a string"),
            null => throw Unsupported(literal, "null"),
            _ => throw Unsupported(literal, "a byte string"),
        };
        return (new CelCode.Constant(value), value.Kind);
    }

    private (CelCode, CelKind) Channel(CelNode node)
    {
        if (DottedName(node) is not { } name) { throw Unsupported(node, "a field of a value"); }
        int offset = StartOf(node);
        if (!_channels.TryGetValue(name, out int channel))
        {
            throw new CelException(new CelError(
                offset, name, "no such channel", "a channel of this site", NearestName.Of(name, _channels.Keys)));
        }

        _used.Add(channel);
        return (new CelCode.Channel(channel), CelKind.Double);
    }

    private static string? DottedName(CelNode node) => node switch
    {
        CelNode.Name name => name.Text,
        CelNode.Select select => DottedName(select.Operand) is { } operand ? $"{operand}.{select.Field}" : null,
        _ => null,
    };

    private static int StartOf(CelNode node) => node is CelNode.Select select ? StartOf(select.Operand) : node.Offset;

    private (CelCode, CelKind) Unary(CelNode.Unary unary)
    {
        (CelCode operand, CelKind type) = Visit(unary.Operand);
        if (unary.Operator == "!")
        {
            Require(unary.Operand, type, CelKind.Bool);
            return (new CelCode.Not(operand), CelKind.Bool);
        }

        if (type is not (CelKind.Int or CelKind.Double)) { throw Mismatch(unary.Operand, type, "int or double"); }
        return (new CelCode.Negate(operand), type);
    }

    private (CelCode, CelKind) Binary(CelNode.Binary binary)
    {
        if (binary.Operator == "in") { throw Unsupported(binary, "'in'"); }
        (CelCode left, CelKind leftType) = Visit(binary.Left);
        (CelCode right, CelKind rightType) = Visit(binary.Right);
        switch (binary.Operator)
        {
            case "&&" or "||":
                Require(binary.Left, leftType, CelKind.Bool);
                Require(binary.Right, rightType, CelKind.Bool);
                return (new CelCode.Logical(left, right, decisive: binary.Operator == "||"), CelKind.Bool);
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                if ((leftType == CelKind.Bool) != (rightType == CelKind.Bool)) { throw Mismatch(binary.Right, rightType, Name(leftType)); }
                return (Comparison(binary.Operator, left, right), CelKind.Bool);
            default:
                if (leftType is CelKind.Bool) { throw Mismatch(binary.Left, leftType, "a number"); }
                Require(binary.Right, rightType, leftType);
                if (binary.Operator == "%" && leftType == CelKind.Double) { throw Mismatch(binary.Left, leftType, "int or uint"); }
                return (new CelCode.Arithmetic(left, right, binary.Operator[0]), leftType);
        }
    }

    private static CelCode.Comparison Comparison(string symbol, CelCode left, CelCode right) => new(
        left, right,
        less: symbol is "<" or "<=" or "!=", equal: symbol is "==" or "<=" or ">=", greater: symbol is ">" or ">=" or "!=",
        withNaN: symbol == "!=");

    private (CelCode, CelKind) Conditional(CelNode.Conditional node)
    {
        (CelCode condition, CelKind type) = Visit(node.Condition);
        Require(node.Condition, type, CelKind.Bool);
        (CelCode then, CelKind thenType) = Visit(node.Then);
        (CelCode otherwise, CelKind otherType) = Visit(node.Else);
        Require(node.Else, otherType, thenType);
        return (new CelCode.Conditional(condition, then, otherwise), thenType);
    }

    private (CelCode, CelKind) Call(CelNode.Call call)
    {
        if (call.Target is not null || Array.IndexOf(Conversions, call.Function) < 0)
        {
            throw new CelException(new CelError(
                call.Offset, call.Function, "no such function", "double(), int() or uint()", NearestName.Of(call.Function, Conversions)));
        }

        if (call.Arguments.Length != 1)
        {
            throw new CelException(new CelError(call.Offset, call.Function, $"{call.Arguments.Length} arguments", "one number"));
        }

        (CelCode operand, CelKind type) = Visit(call.Arguments[0]);
        if (type == CelKind.Bool) { throw Mismatch(call.Arguments[0], type, "a number"); }
        CelKind to = call.Function switch { "double" => CelKind.Double, "int" => CelKind.Int, _ => CelKind.Uint };
        return (new CelCode.Convert(operand, to), to);
    }

    private static void Require(CelNode node, CelKind type, CelKind wanted)
    {
        if (type != wanted) { throw Mismatch(node, type, Name(wanted)); }
    }

    private static CelException Mismatch(CelNode node, CelKind type, string wanted) =>
        new(new CelError(StartOf(node), "", $"the value is of type {Name(type)}", wanted));

    private static CelException Unsupported(CelNode node, string what) => new(new CelError(
        StartOf(node), "", $"{what} cannot be used in a condition", "channels, numbers, true, false and operators on them"));

    private static string Name(CelKind kind) => kind.ToString().ToLowerInvariant();
}
