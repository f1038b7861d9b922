using System.Collections.Immutable;

namespace Edge.Rules.Cel;

/// <summary>Parses the whole grammar of the Common Expression Language except message literals.</summary>
/// <remarks>Bounded: <see cref="MaxLength"/> characters, <see cref="MaxDepth"/> levels, <see cref="MaxNodes"/> parts.
/// Source: Common Expression Language definition, "Syntax" (cel-spec, langdef).</remarks>
internal sealed class CelParser
{
    public const int MaxLength = 4096;
    public const int MaxDepth = 64;
    public const int MaxNodes = 1000;

    private static readonly string[][] BinaryLevels =
        [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    };

    private readonly CelLexer _lexer;
    private CelToken _token;
    private int _depth;
    private int _nodes;

    private CelParser(string text)
    {
        _lexer = new CelLexer(text);
        _token = _lexer.Next();
    }

    /// <summary>The expression, or the first error.</summary>
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
            return parser._token.Kind == CelTokenKind.End ? node : parser.Unexpected("an operator or the end").Error;
        }
        catch (CelException exception)
        {
            return exception.Error;
        }
    }

    private CelNode Expression()
    {
        Enter();
        CelNode condition = Binary(0);
        if (Take("?") is { } question)
        {
            CelNode then = Binary(0);
            Expect(":");
            condition = Made(new CelNode.Conditional(question.Offset, condition, then, Expression()));
        }

        _depth--;
        return condition;
    }

    private CelNode Binary(int level)
    {
        if (level == BinaryLevels.Length) { return Unary(); }
        CelNode left = Binary(level + 1);
        while (IsOperator(BinaryLevels[level]))
        {
            CelToken symbol = _token;
            Advance();
            left = Made(new CelNode.Binary(symbol.Offset, symbol.Text, left, Binary(level + 1)));
        }

        return left;
    }

    private bool IsOperator(string[] operators) =>
        (_token.Kind == CelTokenKind.Symbol || _token is { Kind: CelTokenKind.Name, Text: "in" })
        && Array.IndexOf(operators, _token.Text) >= 0;

    private CelNode Unary()
    {
        if (Take("!") is { } not)
        {
            Enter();
            CelNode operand = Unary();
            _depth--;
            return Made(new CelNode.Unary(not.Offset, "!", operand));
        }

        if (Take("-") is not { } minus) { return Member(); }
        if (_token.Kind == CelTokenKind.Int && (ulong)_token.Value! <= (ulong)long.MaxValue + 1)
        {
            ulong magnitude = (ulong)_token.Value!;
            Advance();
            return Suffixes(Made(new CelNode.Literal(minus.Offset, unchecked(-(long)magnitude))));
        }

        Enter();
        CelNode negated = Unary();
        _depth--;
        return Made(new CelNode.Unary(minus.Offset, "-", negated));
    }

    private CelNode Member() => Suffixes(Primary());

    private CelNode Suffixes(CelNode node)
    {
        while (true)
        {
            if (Take(".") is { } dot)
            {
                CelToken field = TakeName("a field or function name");
                node = Take("(") is null
                    ? Made(new CelNode.Select(dot.Offset, node, field.Text))
                    : Made(new CelNode.Call(field.Offset, node, field.Text, Items(")")));
            }
            else if (Take("[") is { } bracket)
            {
                CelNode at = Expression();
                Expect("]");
                node = Made(new CelNode.Index(bracket.Offset, node, at));
            }
            else
            {
                return node;
            }
        }
    }

    private CelNode Primary()
    {
        CelToken token = _token;
        switch (token.Kind)
        {
            case CelTokenKind.Int when (ulong)token.Value! > long.MaxValue:
                throw new CelException(new CelError(token.Offset, token.Text, "number too large", "an integer of 64 bits"));
            case CelTokenKind.Int:
                Advance();
                return Made(new CelNode.Literal(token.Offset, (long)(ulong)token.Value!));
            case CelTokenKind.Uint or CelTokenKind.Double or CelTokenKind.String or CelTokenKind.Bytes:
                Advance();
                return Made(new CelNode.Literal(token.Offset, token.Value));
            case CelTokenKind.Name:
                return NameOrCall();
            default:
                return Bracketed();
        }
    }

    private CelNode NameOrCall()
    {
        CelToken name = _token;
        switch (name.Text)
        {
            case "true" or "false":
                Advance();
                return Made(new CelNode.Literal(name.Offset, name.Text == "true"));
            case "null":
                Advance();
                return Made(new CelNode.Literal(name.Offset, null));
        }

        TakeName("a value");
        return Take("(") is null
            ? Made(new CelNode.Name(name.Offset, name.Text))
            : Made(new CelNode.Call(name.Offset, null, name.Text, Items(")")));
    }

    private CelNode Bracketed()
    {
        if (Take("(") is not null)
        {
            CelNode inner = Expression();
            Expect(")");
            return inner;
        }

        if (Take("[") is { } list) { return Made(new CelNode.List(list.Offset, Items("]"))); }
        if (Take("{") is { } map) { return Made(new CelNode.Map(map.Offset, Entries())); }
        if (Take(".") is not null)
        {
            CelToken name = TakeName("a name");
            return Made(new CelNode.Name(name.Offset, name.Text));
        }

        throw Unexpected("a value");
    }

    private ImmutableArray<CelNode> Items(string close)
    {
        var items = ImmutableArray.CreateBuilder<CelNode>();
        while (Take(close) is null)
        {
            items.Add(Expression());
            bool trailingComma = Take(",") is not null;
            if (trailingComma && (close != ")" || _token.Text != close)) { continue; }
            Expect(close);
            break;
        }

        return items.ToImmutable();
    }

    private ImmutableArray<(CelNode Key, CelNode Value)> Entries()
    {
        var entries = ImmutableArray.CreateBuilder<(CelNode, CelNode)>();
        while (Take("}") is null)
        {
            CelNode key = Expression();
            Expect(":");
            entries.Add((key, Expression()));
            if (Take(",") is not null) { continue; }
            Expect("}");
            break;
        }

        return entries.ToImmutable();
    }

    private CelToken TakeName(string expected)
    {
        CelToken name = _token;
        if (name.Kind != CelTokenKind.Name) { throw Unexpected(expected); }
        if (Reserved.Contains(name.Text))
        {
            throw new CelException(new CelError(name.Offset, name.Text, "reserved word", expected));
        }

        Advance();
        return name;
    }

    private CelToken? Take(string symbol)
    {
        if (_token.Kind != CelTokenKind.Symbol || _token.Text != symbol) { return null; }
        CelToken token = _token;
        Advance();
        return token;
    }

    private void Expect(string symbol)
    {
        if (Take(symbol) is null) { throw Unexpected($"'{symbol}'"); }
    }

    private void Advance() => _token = _lexer.Next();

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException(new CelError(_token.Offset, _token.Text, "nested too deeply", $"at most {MaxDepth} levels"));
        }
    }

    private CelNode Made(CelNode node) => ++_nodes <= MaxNodes
        ? node
        : throw new CelException(new CelError(node.Offset, "", "expression too large", $"at most {MaxNodes} parts"));

    private CelException Unexpected(string expected) => new(new CelError(
        _token.Offset, _token.Text, _token.Kind == CelTokenKind.End ? "unexpected end" : "unexpected text", expected));
}
