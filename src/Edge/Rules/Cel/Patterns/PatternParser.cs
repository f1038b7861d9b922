using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel.Patterns;

/// <summary>Reads a pattern in the syntax of RE2, but for the names of scripts and <c>\C</c>.</summary>
/// <remarks>Bounded: <see cref="MaxDepth"/> groups in groups, <see cref="MaxRepeat"/> repetitions.
/// Source: RE2, "Syntax".</remarks>
internal sealed class PatternParser
{
    private const int MaxDepth = 50;
    private const int MaxRepeat = 1000;

    private readonly string _text;
    private readonly PatternEscapes _escapes;
    private PatternFlags _flags;
    private int _at;
    private int _depth;

    private PatternParser(string text) => (_text, _escapes) = (text, new PatternEscapes(text));

    /// <summary>Throws <see cref="PatternException"/> where it is no pattern.</summary>
    public static PatternNode Parse(string text)
    {
        var parser = new PatternParser(text);
        PatternNode node = parser.Choice();
        return parser._at == text.Length ? node : throw new PatternException(parser._at, "a ) without (", "\\) for the sign");
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool Take(char sign)
    {
        if (_at >= _text.Length || _text[_at] != sign) { return false; }
        _at++;
        return true;
    }

    private PatternNode Choice()
    {
        if (++_depth > MaxDepth) { throw new PatternException(_at, "groups nested too deeply", $"at most {MaxDepth}"); }
        var parts = ImmutableArray.CreateBuilder<PatternNode>();
        do { parts.Add(Row()); } while (Take('|'));
        _depth--;
        return parts.Count == 1 ? parts[0] : new PatternNode.Choice(parts.ToImmutable());
    }

    private PatternNode Row()
    {
        var parts = ImmutableArray.CreateBuilder<PatternNode>();
        while (_at < _text.Length && Current is not ('|' or ')'))
        {
            int start = _at;
            bool isRepetition = Current is '*' or '+' or '?';
            if (isRepetition) { throw new PatternException(start, "nothing to repeat", "something before the sign"); }
            if (_escapes.TakeQuoted(ref _at) is { } quoted)
            {
                foreach (Rune rune in quoted.EnumerateRunes()) { parts.Add(Character(rune.Value)); }
                if (quoted.Length > 0 && IsRepetition()) { parts[^1] = Repeated(parts[^1]); }
                continue;
            }

            if (Atom() is { } atom) { parts.Add(Repeated(atom)); }
        }

        return parts.Count == 1 ? parts[0] : new PatternNode.Row(parts.ToImmutable());
    }

    private bool IsRepetition() => Current is '*' or '+' or '?' || (Current == '{' && Bounds() is not null);

    /// <summary>The atom with its repetition; a second one after it is refused, as RE2 does.</summary>
    private PatternNode Repeated(PatternNode atom)
    {
        if (!IsRepetition()) { return atom; }
        int start = _at;
        (int least, int most, int end) = Current switch
        {
            '*' => (0, -1, _at + 1),
            '+' => (1, -1, _at + 1),
            '?' => (0, 1, _at + 1),
            _ => Bounds()!.Value,
        };
        bool isWrong = least > MaxRepeat || most > MaxRepeat || (most >= 0 && least > most);
        if (isWrong) { throw new PatternException(start, "bad repetition", $"at most {MaxRepeat}, the smaller number first"); }
        _at = end;
        Take('?');
        if (IsRepetition()) { throw new PatternException(_at, "repetition of a repetition", "parentheses"); }
        return new PatternNode.Repetition(atom, least, most);
    }

    /// <summary><c>{n}</c>, <c>{n,}</c>, <c>{n,m}</c>; null: a brace that stands for itself.</summary>
    private (int Least, int Most, int End)? Bounds()
    {
        int at = _at + 1;
        if (Number(ref at) is not { } least) { return null; }
        int? most = least;
        bool isOpen = at < _text.Length && _text[at] == ',';
        if (isOpen)
        {
            at++;
            most = at < _text.Length && _text[at] == '}' ? -1 : Number(ref at);
        }

        bool isClosed = most is not null && at < _text.Length && _text[at] == '}';
        return isClosed ? (least, most!.Value, at + 1) : null;
    }

    private int? Number(ref int at)
    {
        int start = at;
        while (at < _text.Length && char.IsAsciiDigit(_text[at])) { at++; }
        if (at == start) { return null; }
        bool fits = int.TryParse(_text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        return fits ? value : int.MaxValue;
    }

    /// <summary>Null for flags alone, which match nothing.</summary>
    private PatternNode? Atom()
    {
        switch (Current)
        {
            case '(':
                return Group();
            case '[':
                return new PatternNode.Character(new PatternClassParser(_text, _escapes).Read(ref _at, _flags.IsFolded));
            case '.':
                _at++;
                return new PatternNode.Character(PatternClass.Any(_flags.DotIsAll));
            case '^':
                _at++;
                return new PatternNode.Place(_flags.IsMultiline ? PatternPlace.LineStart : PatternPlace.TextStart);
            case '$':
                _at++;
                return new PatternNode.Place(_flags.IsMultiline ? PatternPlace.LineEnd : PatternPlace.TextEnd);
            case '\\':
                return Escape();
            default:
                Rune rune = _escapes.RuneAt(_at);
                _at += rune.Utf16SequenceLength;
                return Character(rune.Value);
        }
    }

    private PatternNode Escape()
    {
        if (_escapes.TakePlace(ref _at) is { } place) { return new PatternNode.Place(place); }
        if (_escapes.TakeClass(ref _at) is { } set) { return new PatternNode.Character(set); }
        return Character(_escapes.TakeCharacter(ref _at));
    }

    private PatternNode.Character Character(int character)
    {
        PatternClass one = PatternClass.Of(character, isFolded: false);
        return new PatternNode.Character(_flags.IsFolded ? one.Folded() : one);
    }

    private PatternNode? Group()
    {
        int start = _at++;
        PatternFlags outer = _flags;
        if (Take('?'))
        {
            bool isNamed = string.CompareOrdinal(_text, _at, "P<", 0, 2) == 0 || Current == '<';
            if (isNamed) { Name(start); }
            else if (Flags(start)) { return null; }
        }

        PatternNode inner = Choice();
        if (!Take(')')) { throw new PatternException(start, "a ( without )", "a closing )"); }
        _flags = outer;
        return inner;
    }

    private void Name(int start)
    {
        _at = _text.IndexOf('<', _at) + 1;
        int first = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_') { _at++; }
        bool isName = _at > first && Take('>');
        if (!isName) { throw new PatternException(start, "bad group name", "(?P<name>...) of letters, digits and _"); }
    }

    /// <summary>True for <c>(?flags)</c>, which holds to the end of the group around it.</summary>
    private bool Flags(int start)
    {
        bool isOn = true;
        while (true)
        {
            char flag = Current;
            _at++;
            switch (flag)
            {
                case 'i': _flags = _flags with { IsFolded = isOn }; break;
                case 'm': _flags = _flags with { IsMultiline = isOn }; break;
                case 's': _flags = _flags with { DotIsAll = isOn }; break;
                case 'U': break;
                case '-' when isOn: isOn = false; break;
                case ')': return true;
                case ':': return false;
                default:
                    throw new PatternException(start, "no such kind of group", "(?:...), (?P<name>...) or flags of i m s U");
            }
        }
    }

    private readonly record struct PatternFlags(bool IsFolded, bool IsMultiline, bool DotIsAll);
}
