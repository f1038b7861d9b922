using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel.Patterns;

/// <summary>What a backslash makes of what follows it.</summary>
internal sealed class PatternEscapes(string text)
{
    public Rune RuneAt(int at) => Rune.TryGetRuneAt(text, at, out Rune rune) ? rune : Rune.ReplacementChar;

    /// <summary><c>\Q...\E</c>: what is between them; null where it does not start here.</summary>
    public string? TakeQuoted(ref int at)
    {
        if (!IsHere(at, "\\Q")) { return null; }
        int end = text.IndexOf("\\E", at + 2, StringComparison.Ordinal);
        string quoted = end < 0 ? text[(at + 2)..] : text[(at + 2)..end];
        at = end < 0 ? text.Length : end + 2;
        return quoted;
    }

    public PatternPlace? TakePlace(ref int at)
    {
        PatternPlace? place = (at + 1 < text.Length ? text[at + 1] : '\0') switch
        {
            'A' => PatternPlace.TextStart,
            'z' => PatternPlace.TextEnd,
            'b' => PatternPlace.WordBoundary,
            'B' => PatternPlace.NoWordBoundary,
            _ => null,
        };
        if (place is not null) { at += 2; }
        return place;
    }

    /// <summary><c>\d \s \w \pL \p{Lu}</c> and their opposites; null for what stands for one character.</summary>
    public PatternClass? TakeClass(ref int at)
    {
        char kind = at + 1 < text.Length ? text[at + 1] : '\0';
        if (kind is 'p' or 'P') { return Property(ref at); }
        PatternClass? set = char.ToLowerInvariant(kind) switch
        {
            'd' => new(PatternClass.Digits, [], char.IsAsciiLetterUpper(kind), false),
            's' => new(PatternClass.Spaces, [], char.IsAsciiLetterUpper(kind), false),
            'w' => new(PatternClass.Words, [], char.IsAsciiLetterUpper(kind), false),
            _ => null,
        };
        if (set is not null) { at += 2; }
        return set;
    }

    public int TakeCharacter(ref int at)
    {
        int start = at++;
        if (at >= text.Length) { throw Bad(start, "a backslash at the end"); }
        char kind = text[at];
        const string Simple = "aftnrv";
        int simple = Simple.IndexOf(kind, StringComparison.Ordinal);
        if (simple >= 0)
        {
            at++;
            return "\a\f\t\n\r\v"[simple];
        }

        if (kind == 'x') { return Hexadecimal(start, ref at); }
        if (kind is >= '0' and <= '7') { return Octal(start, ref at); }
        bool isSign = kind < 0x80 && !char.IsAsciiLetterOrDigit(kind);
        if (!isSign) { throw Bad(start, "no such escape"); }
        at++;
        return kind;
    }

    private bool IsHere(int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private PatternClass Property(ref int at)
    {
        int start = at;
        bool isNegated = text[at + 1] == 'P';
        at += 2;
        int end = at < text.Length && text[at] == '{' ? text.IndexOf('}', at) : at;
        if (end < 0 || end >= text.Length) { throw Bad(start, "bad property"); }
        string name = text[at] == '{' ? text[(at + 1)..end] : text[at..(at + 1)];
        at = end + 1;
        if (name.StartsWith('^')) { (name, isNegated) = (name[1..], !isNegated); }
        return PatternClass.CategoriesOf(name) is { } bits
            ? new PatternClass([], [(bits, isNegated)], false, false)
            : throw new PatternException(start, "no such property", "a general category such as L, Lu or Nd");
    }

    private int Hexadecimal(int start, ref int at)
    {
        at++;
        bool isBraced = at < text.Length && text[at] == '{';
        int first = isBraced ? at + 1 : at;
        int end = first;
        while (end < text.Length && char.IsAsciiHexDigit(text[end]) && (isBraced || end < first + 2)) { end++; }
        bool isWhole = isBraced ? end > first && end < text.Length && text[end] == '}' : end == first + 2;
        bool isNumber = int.TryParse(
            text.AsSpan(first, end - first), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value);
        if (!isWhole || !isNumber || !Rune.IsValid(value)) { throw Bad(start, "bad hexadecimal escape"); }
        at = isBraced ? end + 1 : end;
        return value;
    }

    /// <summary>A digit that is not 0 needs a second one: RE2 has no back references.</summary>
    private int Octal(int start, ref int at)
    {
        int end = at;
        int value = 0;
        while (end < text.Length && end < at + 3 && text[end] is >= '0' and <= '7') { value = (value * 8) + text[end++] - '0'; }
        bool isReference = text[at] != '0' && end == at + 1;
        if (isReference) { throw new PatternException(start, "a back reference", "a pattern without them"); }
        at = end;
        return value;
    }

    private static PatternException Bad(int start, string problem) =>
        new(start, problem, @"\d \s \w \b \A \z \pL \x41 \x{1F327} or a sign");
}
