using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>Parses the whole grammar of the Common Expression Language and its macros.</summary>
/// <remarks>Bounded: <see cref="MaxLength"/> characters, <see cref="MaxDepth"/> levels,
/// <see cref="MaxNodes"/> parts. A level is a parenthesis, a bracket, an argument, a sign or the last
/// branch of a conditional; operators in a row are none. Source: Common Expression Language, language
/// definition, "Syntax".</remarks>
internal sealed class CelParser
{
    public const int MaxLength = 4096;
    public const int MaxDepth = 64;
    public const int MaxNodes = 1000;

    private static readonly string[][] BinaryLevels =
        [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private readonly string _text;
    private readonly CelTokens _tokens;
    private int _depth;
    private int _nodes;

    private CelParser(string text) => (_text, _tokens) = (text, new CelTokens(text));

    /// <summary>The expression, or the first error. Never throws.</summary>
    public static Result<CelNode, CelError> Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return new CelError(MaxLength, "", "expression too long", $"at most {MaxLength} characters");
        }

        try
        {
            var parser = new CelParser(text);
            CelNode node = parser.Expression();
            return parser._tokens.Current.Kind == CelTokenKind.End
                ? node
                : parser._tokens.Unexpected("an operator or the end").Error;
        }
        catch (CelException exception)
        {
            return exception.Error;
        }
    }

    private CelNode Expression()
    {
        Enter();
        CelNode node = Binary(0);
        if (_tokens.Take("?"))
        {
            CelNode then = Binary(0);
            _tokens.Expect(":");
            CelNode otherwise = Expression();
            node = Made(new CelNode.Conditional(node.Start, otherwise.End, node, then, otherwise));
        }

        _depth--;
        return node;
    }

    private CelNode Binary(int level)
    {
        if (level == BinaryLevels.Length) { return Unary(); }
        CelNode left = Binary(level + 1);
        while (IsOperator(BinaryLevels[level]))
        {
            string symbol = _tokens.Take().Text;
            CelNode right = Binary(level + 1);
            left = Made(new CelNode.Binary(left.Start, right.End, symbol, left, right));
        }

        return left;
    }

    private bool IsOperator(string[] operators)
    {
        CelToken token = _tokens.Current;
        return token is { Kind: CelTokenKind.Symbol } or { Kind: CelTokenKind.Name, Text: "in" }
            && Array.IndexOf(operators, token.Text) >= 0;
    }

    /// <summary>Signs of one kind in a row; a minus before a number is part of the number.</summary>
    private CelNode Unary()
    {
        if (!_tokens.Is("!") && !_tokens.Is("-")) { return Member(); }
        Enter();
        CelToken sign = _tokens.Take();
        CelNode node;
        if (sign.Text == "-" && _tokens.Current.IsNumber) { node = Suffixes(Negative(sign.Offset)); }
        else
        {
            CelNode operand = _tokens.Is(sign.Text) ? Unary() : Member();
            node = Made(new CelNode.Unary(sign.Offset, operand.End, sign.Text, operand));
        }

        _depth--;
        return node;
    }

    private CelNode Member() => Suffixes(Primary());

    private CelNode Suffixes(CelNode node)
    {
        while (true)
        {
            if (_tokens.Take("."))
            {
                CelToken field = _tokens.TakeSelector("a field or function name");
                bool isQuoted = field.Kind == CelTokenKind.QuotedName;
                string name = isQuoted ? (string)field.Value! : field.Text;
                node = !isQuoted && _tokens.Take("(")
                    ? Call(node.Start, node, name, field.Offset)
                    : Made(new CelNode.Select(node.Start, _tokens.End, node, name, isQuoted));
            }
            else if (_tokens.Take("["))
            {
                CelNode at = Expression();
                _tokens.Expect("]");
                node = Made(new CelNode.Index(node.Start, _tokens.End, node, at));
            }
            else if (_tokens.Is("{") && IsQualifiedName(node)) { node = Message(node); }
            else { return node; }
        }
    }

    private static bool IsQualifiedName(CelNode node) =>
        node is CelNode.Name || (node is CelNode.Select select && IsQualifiedName(select.Operand));

    private CelNode Primary()
    {
        CelToken token = _tokens.Current;
        return token.Kind switch
        {
            CelTokenKind.Int when (ulong)token.Value! > long.MaxValue => throw TooLarge(token),
            CelTokenKind.Int => Literal((long)(ulong)token.Value!),
            CelTokenKind.Uint or CelTokenKind.Double or CelTokenKind.String or CelTokenKind.Bytes => Literal(token.Value),
            CelTokenKind.Name => token.Text switch
            {
                "true" => Literal(true),
                "false" => Literal(false),
                "null" => Literal(null),
                _ => NameOrCall(token.Offset, ""),
            },
            _ => Bracketed(token.Offset),
        };
    }

    private CelNode Literal(object? value)
    {
        CelToken token = _tokens.Take();
        return Made(new CelNode.Literal(token.Offset, token.End, value));
    }

    private CelNode Negative(int start)
    {
        CelToken number = _tokens.Current;
        const ulong Most = (ulong)long.MaxValue + 1;
        object value = number.Value switch
        {
            double real => (object)-real,
            ulong.MinValue => (object)0L,
            ulong magnitude when magnitude <= Most => (object)(-1 - (long)(magnitude - 1)),
            _ => throw TooLarge(number),
        };
        _tokens.Take();
        return Made(new CelNode.Literal(start, number.End, value));
    }

    private CelNode NameOrCall(int start, string dot)
    {
        string name = dot + _tokens.TakeName("a value").Text;
        return _tokens.Take("(") ? Call(start, null, name, start) : Made(new CelNode.Name(start, _tokens.End, name));
    }

    private CelNode Bracketed(int start)
    {
        if (_tokens.Take("("))
        {
            CelNode inner = Expression();
            _tokens.Expect(")");
            return inner;
        }

        if (_tokens.Take("-"))
        {
            return _tokens.Current.IsNumber
                ? Negative(start)
                : throw _tokens.Unexpected("a number, or parentheses before the sign");
        }

        if (_tokens.Take("[")) { return ListLiteral(start); }
        if (_tokens.Take("{")) { return MapLiteral(start); }
        return _tokens.Take(".") ? NameOrCall(start, ".") : throw _tokens.Unexpected("a value");
    }

    private CelNode Call(int start, CelNode? target, string function, int functionAt)
    {
        var arguments = ImmutableArray.CreateBuilder<CelNode>();
        if (!_tokens.Is(")"))
        {
            do { arguments.Add(Expression()); } while (_tokens.Take(","));
        }

        _tokens.Expect(")");
        var call = new CelNode.Call(start, _tokens.End, target, function, functionAt, arguments.ToImmutable());
        return Made(CelMacros.Expand(call, _text));
    }

    private CelNode ListLiteral(int start)
    {
        var items = ImmutableArray.CreateBuilder<CelNode>();
        Sequence("]", () => items.Add(Expression()));
        return Made(new CelNode.List(start, _tokens.End, items.ToImmutable()));
    }

    private CelNode MapLiteral(int start)
    {
        var entries = ImmutableArray.CreateBuilder<(CelNode, CelNode)>();
        Sequence("}", () =>
        {
            CelNode key = Expression();
            _tokens.Expect(":");
            entries.Add((key, Expression()));
        });
        return Made(new CelNode.Map(start, _tokens.End, entries.ToImmutable()));
    }

    private CelNode Message(CelNode type)
    {
        _tokens.Expect("{");
        var fields = ImmutableArray.CreateBuilder<(string, CelNode)>();
        Sequence("}", () =>
        {
            CelToken field = _tokens.TakeSelector("a field name");
            _tokens.Expect(":");
            fields.Add((field.Value as string ?? field.Text, Expression()));
        });
        return Made(new CelNode.Message(type.Start, _tokens.End, type, fields.ToImmutable()));
    }

    /// <summary>Items up to the closing sign; one comma may stand before it.</summary>
    private void Sequence(string close, Action item)
    {
        if (_tokens.Is(close) || _tokens.Take(","))
        {
            _tokens.Expect(close);
            return;
        }

        do { item(); } while (_tokens.Take(",") && !_tokens.Is(close));
        _tokens.Expect(close);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException(
                _tokens.Current.Offset, _tokens.Current.Text, "nested too deeply", $"at most {MaxDepth} levels");
        }
    }

    private CelNode Made(CelNode node) => ++_nodes <= MaxNodes
        ? node
        : throw new CelException(node.Start, "", "expression too large", $"at most {MaxNodes} parts");

    private static CelException TooLarge(CelToken number) =>
        new(number.Offset, number.Text, "number too large", "an integer of 64 bits");
}
