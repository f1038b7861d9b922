using System.Globalization;

namespace Edge.Rules.Cel;

internal enum CelTokenKind : byte { End = 1, Name, QuotedName, Int, Uint, Double, String, Bytes, Symbol }

/// <param name="Text">As written; for a symbol the symbol.</param>
/// <param name="Value">Of a literal: ulong magnitude, double, string or byte[]; of a quoted name what stands
/// between the backquotes.</param>
internal readonly record struct CelToken(CelTokenKind Kind, int Offset, string Text, object? Value = null)
{
    public int End => Offset + Text.Length;

    public bool IsNumber => Kind is CelTokenKind.Int or CelTokenKind.Double;
}

/// <summary>Splits an expression into tokens.</summary>
/// <remarks>A sign is never part of a number here; the parser joins them. Source: Common Expression
/// Language, language definition, "Syntax".</remarks>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Symbols =
    [
        "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":",
        "(", ")", "[", "]", "{", "}", ".", ",",
    ];

    private int _at;

    public CelToken Next()
    {
        SkipSpace();
        if (_at >= text.Length) { return new CelToken(CelTokenKind.End, text.Length, ""); }
        if (CelQuoted.TryRead(text, _at) is { } quoted) { return Taken(quoted); }
        char c = text[_at];
        if (char.IsAsciiLetter(c) || c == '_') { return NameToken(); }
        if (c == '`') { return QuotedNameToken(); }
        if (char.IsAsciiDigit(c) || (c == '.' && IsDigit(_at + 1))) { return NumberToken(); }
        foreach (string symbol in Symbols)
        {
            bool isHere = string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0;
            if (isHere) { return Taken(new CelToken(CelTokenKind.Symbol, _at, symbol)); }
        }

        string? meant = c switch { '=' => "==", '&' => "&&", '|' => "||", _ => null };
        throw new CelException(
            _at, CelQuoted.Character(text, _at), "unexpected character", "an operator, a name or a literal", meant);
    }

    private CelToken Taken(CelToken token)
    {
        _at = token.End;
        return token;
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f') { _at++; }
            else if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
            {
                while (_at < text.Length && text[_at] is not ('\n' or '\r')) { _at++; }
            }
            else { return; }
        }
    }

    private CelToken NameToken()
    {
        int start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) { _at++; }
        return new CelToken(CelTokenKind.Name, start, text[start.._at]);
    }

    private CelToken QuotedNameToken()
    {
        int start = _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '-' or '/' or ' '))
        {
            _at++;
        }

        bool isClosed = _at < text.Length && text[_at] == '`' && _at > start + 1;
        if (!isClosed)
        {
            throw new CelException(
                start, text[start.._at], "unfinished field name", "letters, digits, _ . - / and spaces, then a closing `");
        }

        _at++;
        return new CelToken(CelTokenKind.QuotedName, start, text[start.._at], text[(start + 1)..(_at - 1)]);
    }

    private CelToken NumberToken()
    {
        int start = _at;
        bool isHex = text[_at] == '0' && _at + 1 < text.Length && text[_at + 1] == 'x';
        if (isHex) { return HexToken(start); }
        SkipDigits();
        bool isReal = false;
        if (_at < text.Length && text[_at] == '.' && IsDigit(_at + 1))
        {
            isReal = true;
            _at++;
            SkipDigits();
        }

        isReal |= SkipExponent();
        string digits = text[start.._at];
        if (!isReal)
        {
            bool fits = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole);
            return Integer(start, fits ? whole : null);
        }

        double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? new CelToken(CelTokenKind.Double, start, digits, value)
            : throw new CelException(start, digits, "number too large", "a finite double");
    }

    private CelToken HexToken(int start)
    {
        _at += 2;
        int digits = _at;
        while (_at < text.Length && char.IsAsciiHexDigit(text[_at])) { _at++; }
        ReadOnlySpan<char> hex = text.AsSpan(digits, _at - digits);
        if (hex.IsEmpty)
        {
            throw new CelException(start, text[start.._at], "number without digits", "hexadecimal digits after 0x");
        }

        bool fits = ulong.TryParse(
            hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value);
        return Integer(start, fits ? value : null);
    }

    private CelToken Integer(int start, ulong? magnitude)
    {
        if (magnitude is not { } value)
        {
            throw new CelException(start, text[start.._at], "number too large", "an integer of 64 bits");
        }

        bool isUnsigned = _at < text.Length && text[_at] is ('u' or 'U');
        if (isUnsigned) { _at++; }
        return new CelToken(isUnsigned ? CelTokenKind.Uint : CelTokenKind.Int, start, text[start.._at], value);
    }

    private bool IsDigit(int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private void SkipDigits()
    {
        while (IsDigit(_at)) { _at++; }
    }

    private bool SkipExponent()
    {
        if (_at >= text.Length || text[_at] is not ('e' or 'E')) { return false; }
        int digits = _at + 1;
        if (digits < text.Length && text[digits] is ('+' or '-')) { digits++; }
        if (!IsDigit(digits)) { return false; }
        _at = digits;
        SkipDigits();
        return true;
    }
}
