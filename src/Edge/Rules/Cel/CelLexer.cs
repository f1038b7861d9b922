using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel;

internal enum CelTokenKind : byte { End = 1, Name, Int, Uint, Double, String, Bytes, Symbol }

/// <param name="Text">As written; for a symbol the symbol.</param>
/// <param name="Value">Of a literal: ulong magnitude, double, string or byte[].</param>
internal readonly record struct CelToken(CelTokenKind Kind, int Offset, string Text, object? Value = null);

/// <summary>Splits an expression into tokens. Source: Common Expression Language definition, "Syntax" (cel-spec, langdef).</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Symbols =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")", "[", "]", "{", "}", ".", ","];

    private int _at;

    public CelToken Next()
    {
        SkipSpace();
        if (_at >= text.Length) { return new CelToken(CelTokenKind.End, text.Length, ""); }
        char c = text[_at];
        if (IsStringStart(out bool raw, out bool bytes, out int prefix)) { return StringToken(raw, bytes, prefix); }
        if (char.IsAsciiLetter(c) || c == '_') { return NameToken(); }
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))) { return NumberToken(); }
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) { continue; }
            _at += symbol.Length;
            return new CelToken(CelTokenKind.Symbol, _at - symbol.Length, symbol);
        }

        throw Fail(_at, Character(_at), "unexpected character", "an operator, a name or a literal");
    }

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f') { _at++; }
            else if (text.AsSpan(_at).StartsWith("//")) { while (_at < text.Length && text[_at] != '\n') { _at++; } }
            else { return; }
        }
    }

    private CelToken NameToken()
    {
        int start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) { _at++; }
        return new CelToken(CelTokenKind.Name, start, text[start.._at]);
    }

    private CelToken NumberToken()
    {
        int start = _at;
        if (text.AsSpan(_at).StartsWith("0x", StringComparison.Ordinal)) { return HexToken(start); }
        SkipDigits();
        bool real = false;
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            real = true;
            _at++;
            SkipDigits();
        }

        real |= SkipExponent();
        string digits = text[start.._at];
        if (real)
        {
            double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(value)
                ? new CelToken(CelTokenKind.Double, start, digits, value)
                : throw Fail(start, digits, "number too large", "a finite double");
        }

        return Integer(start, digits, ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole) ? whole : null);
    }

    private CelToken HexToken(int start)
    {
        _at += 2;
        int digits = _at;
        while (_at < text.Length && char.IsAsciiHexDigit(text[_at])) { _at++; }
        return Integer(start, text[start.._at],
            ulong.TryParse(text.AsSpan(digits, _at - digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) ? value : null);
    }

    private CelToken Integer(int start, string digits, ulong? magnitude)
    {
        if (magnitude is not { } value) { throw Fail(start, digits, "number too large", "an integer of 64 bits"); }
        if (_at < text.Length && text[_at] is 'u' or 'U')
        {
            _at++;
            return new CelToken(CelTokenKind.Uint, start, text[start.._at], value);
        }

        return new CelToken(CelTokenKind.Int, start, digits, value);
    }

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) { _at++; }
    }

    private bool SkipExponent()
    {
        if (_at >= text.Length || text[_at] is not ('e' or 'E')) { return false; }
        int digits = _at + 1;
        if (digits < text.Length && text[digits] is '+' or '-') { digits++; }
        if (digits >= text.Length || !char.IsAsciiDigit(text[digits])) { return false; }
        _at = digits;
        SkipDigits();
        return true;
    }

    private bool IsStringStart(out bool raw, out bool bytes, out int prefix)
    {
        (raw, bytes, prefix) = (false, false, 0);
        while (_at + prefix < text.Length && prefix < 2)
        {
            char c = text[_at + prefix];
            if (c is 'r' or 'R' && !raw) { raw = true; }
            else if (c is 'b' or 'B' && !bytes) { bytes = true; }
            else { break; }
            prefix++;
        }

        return _at + prefix < text.Length && text[_at + prefix] is '"' or '\'';
    }

    private CelToken StringToken(bool raw, bool bytes, int prefix)
    {
        int start = _at;
        _at += prefix;
        char quote = text[_at];
        int width = text.AsSpan(_at).StartsWith(new string(quote, 3)) ? 3 : 1;
        _at += width;
        var value = new StringBuilder();
        while (true)
        {
            if (_at >= text.Length || (width == 1 && text[_at] is '\n' or '\r'))
            {
                throw Fail(start, text[start.._at], "unfinished string", $"a closing {new string(quote, width)}");
            }

            if (text.AsSpan(_at).StartsWith(new string(quote, width))) { break; }
            if (text[_at] == '\\' && !raw) { Escape(value, bytes); } else { value.Append(text[_at++]); }
        }

        _at += width;
        return bytes
            ? new CelToken(CelTokenKind.Bytes, start, text[start.._at], Encoding.Latin1.GetBytes(value.ToString()))
            : new CelToken(CelTokenKind.String, start, text[start.._at], value.ToString());
    }

    private void Escape(StringBuilder value, bool bytes)
    {
        int start = _at++;
        char kind = _at < text.Length ? text[_at++] : '\0';
        const string Simple = "abfnrtv\\?\"'`";
        const string Meaning = "\a\b\f\n\r\t\v\\?\"'`";
        int simple = Simple.IndexOf(kind, StringComparison.Ordinal);
        if (simple >= 0)
        {
            value.Append(Meaning[simple]);
            return;
        }

        (int digits, int radix) = kind switch { 'x' or 'X' => (2, 16), 'u' => (4, 16), 'U' => (8, 16), >= '0' and <= '3' => (3, 8), _ => (0, 0) };
        if (radix == 8) { _at--; }
        if (digits == 0 || _at + digits > text.Length || (bytes && digits > 3)) { throw BadEscape(start); }
        int code = 0;
        for (int i = 0; i < digits; i++)
        {
            int digit = char.IsAsciiHexDigit(text[_at]) ? Convert.ToInt32(text[_at].ToString(), 16) : radix;
            if (digit >= radix || code > 0x10ffff) { throw BadEscape(start); }
            code = (code * radix) + digit;
            _at++;
        }

        if (!Rune.IsValid(code)) { throw BadEscape(start); }
        value.Append(new Rune(code).ToString());
    }

    private CelException BadEscape(int start) => Fail(
        start, text[start..Math.Min(text.Length, start + 4)], "bad escape", @"one of \n \t \\ \"" \' \xHH \uHHHH \UHHHHHHHH \OOO");

    private string Character(int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? text[at..(at + 2)] : text[at].ToString();

    private static CelException Fail(int at, string found, string problem, string expected) =>
        new(new CelError(at, found, problem, expected));
}
