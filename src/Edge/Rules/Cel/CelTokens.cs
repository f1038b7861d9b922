namespace Edge.Rules.Cel;

/// <summary>The tokens of an expression, and what is said when the next one does not fit.</summary>
internal sealed class CelTokens
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal) { "false", "in", "null", "true" };

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package",
        "namespace", "return", "var", "void", "while",
    };

    private readonly CelLexer _lexer;

    public CelTokens(string text)
    {
        _lexer = new CelLexer(text);
        Current = _lexer.Next();
    }

    /// <summary>What comes next.</summary>
    public CelToken Current { get; private set; }

    /// <summary>Where the last token taken ends.</summary>
    public int End { get; private set; }

    public bool Is(string symbol) => Current.Kind == CelTokenKind.Symbol && Current.Text == symbol;

    public CelToken Take()
    {
        CelToken token = Current;
        End = token.End;
        Current = _lexer.Next();
        return token;
    }

    public bool Take(string symbol)
    {
        if (!Is(symbol)) { return false; }
        Take();
        return true;
    }

    public void Expect(string symbol)
    {
        if (!Take(symbol)) { throw Unexpected($"'{symbol}'"); }
    }

    /// <summary>A name that stands on its own; reserved words are none.</summary>
    public CelToken TakeName(string expected) =>
        TakeName(expected, isReserved: Reserved.Contains(Current.Text));

    /// <summary>A name after a dot, where words reserved for the languages around are free; or one between
    /// backquotes.</summary>
    public CelToken TakeSelector(string expected) =>
        Current.Kind == CelTokenKind.QuotedName ? Take() : TakeName(expected, isReserved: false);

    public CelException Unexpected(string expected)
    {
        string problem = Current.Kind == CelTokenKind.End ? "unexpected end" : "unexpected text";
        string? meant = Current.Kind != CelTokenKind.Name
            ? null
            : Current.Text.ToLowerInvariant() switch { "and" => "&&", "or" => "||", "not" => "!", _ => null };
        return new CelException(Current.Offset, Current.Text, problem, expected, meant);
    }

    private CelToken TakeName(string expected, bool isReserved)
    {
        if (Current.Kind != CelTokenKind.Name) { throw Unexpected(expected); }
        if (isReserved || Keywords.Contains(Current.Text))
        {
            throw new CelException(Current.Offset, Current.Text, "reserved word", expected);
        }

        return Take();
    }
}
