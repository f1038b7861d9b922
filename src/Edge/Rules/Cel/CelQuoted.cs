using System.Text;

namespace Edge.Rules.Cel;

/// <summary>Reads string and bytes literals: quotes of one or three, raw ones, escapes.</summary>
/// <remarks>Line ends inside three quotes become <c>\n</c>. In bytes, characters are their UTF-8, <c>\x</c>
/// and octal escapes are octets.
/// Source: Common Expression Language, language definition, "String and Bytes Values".</remarks>
internal sealed class CelQuoted
{
    private readonly string _text;
    private readonly int _start;
    private readonly StringBuilder? _string;
    private readonly List<byte>? _bytes;
    private readonly bool _isRaw;
    private int _at;

    private CelQuoted(string text, int start, int quote, bool isBytes, bool isRaw)
    {
        (_text, _start, _at, _isRaw) = (text, start, quote, isRaw);
        if (isBytes) { _bytes = []; } else { _string = new StringBuilder(); }
    }

    /// <summary>The literal that starts here, or null where none does. Throws when it is malformed.</summary>
    public static CelToken? TryRead(string text, int start)
    {
        int at = start;
        bool isBytes = at < text.Length && text[at] is ('b' or 'B');
        if (isBytes) { at++; }
        bool isRaw = at < text.Length && text[at] is ('r' or 'R');
        if (isRaw) { at++; }
        bool isQuote = at < text.Length && text[at] is ('"' or '\'');
        return isQuote ? new CelQuoted(text, start, at, isBytes, isRaw).Read() : null;
    }

    /// <summary>One character, both halves of it where it has two.</summary>
    public static string Character(string text, int at) =>
        Rune.TryGetRuneAt(text, at, out Rune rune) ? rune.ToString() : text[at].ToString();

    private CelToken Read()
    {
        char quote = _text[_at];
        string close = IsHere(new string(quote, 3)) ? new string(quote, 3) : quote.ToString();
        _at += close.Length;
        while (!IsHere(close))
        {
            bool isOver = _at >= _text.Length || (close.Length == 1 && _text[_at] is ('\n' or '\r'));
            if (isOver)
            {
                throw new CelException(_start, _text[_start.._at], "unfinished string", $"a closing {close}");
            }

            if (_text[_at] == '\\' && !_isRaw) { Escape(); } else { Plain(); }
        }

        _at += close.Length;
        string written = _text[_start.._at];
        return _bytes is not null
            ? new CelToken(CelTokenKind.Bytes, _start, written, _bytes.ToArray())
            : new CelToken(CelTokenKind.String, _start, written, _string!.ToString());
    }

    private bool IsHere(string what) => string.CompareOrdinal(_text, _at, what, 0, what.Length) == 0;

    private void Plain()
    {
        if (!Rune.TryGetRuneAt(_text, _at, out Rune rune))
        {
            throw new CelException(_at, _text[_at].ToString(), "half a character", "Unicode text");
        }

        if (IsHere("\r\n")) { _at++; }
        Put(rune.Value == '\r' ? new Rune('\n') : rune);
        _at += rune.Utf16SequenceLength;
    }

    private void Escape()
    {
        const string Simple = "abfnrtv\\?\"'`";
        const string Meaning = "\a\b\f\n\r\t\v\\?\"'`";
        int start = _at++;
        char kind = _at < _text.Length ? _text[_at] : '\0';
        int simple = Simple.IndexOf(kind, StringComparison.Ordinal);
        if (simple >= 0)
        {
            Put(new Rune(Meaning[simple]));
            _at++;
            return;
        }

        (int digits, int radix) = kind switch
        {
            'x' or 'X' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            >= '0' and <= '3' => (3, 8),
            _ => (0, 0),
        };
        if (radix == 16) { _at++; }
        bool isOctet = digits is 2 or 3;
        if (digits == 0 || (_bytes is not null && !isOctet)) { throw Bad(start); }
        uint code = Number(start, digits, radix);
        if (_bytes is not null) { _bytes.Add((byte)code); }
        else if (Rune.IsValid(code)) { Put(new Rune(code)); }
        else { throw Bad(start); }
    }

    /// <summary>Eight hexadecimal digits just fit.</summary>
    private uint Number(int start, int digits, int radix)
    {
        uint code = 0;
        for (int end = _at + digits; _at < end; _at++)
        {
            int digit = _at < _text.Length && char.IsAsciiHexDigit(_text[_at])
                ? Convert.ToInt32(_text[_at].ToString(), 16)
                : radix;
            if (digit >= radix) { throw Bad(start); }
            code = (code * (uint)radix) + (uint)digit;
        }

        return code;
    }

    private void Put(Rune rune)
    {
        if (_string is not null)
        {
            _string.Append(rune.ToString());
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        _bytes!.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private CelException Bad(int start)
    {
        string kind = start + 1 < _text.Length ? Character(_text, start + 1) : "";
        string known = _bytes is null
            ? @"one of \a \b \f \n \r \t \v \\ \? \"" \' \` \xHH \uHHHH \UHHHHHHHH \OOO"
            : @"one of \a \b \f \n \r \t \v \\ \? \"" \' \` \xHH \OOO";
        return new CelException(start, $"\\{kind}", "bad escape", known);
    }
}
