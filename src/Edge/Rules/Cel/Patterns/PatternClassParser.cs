using System.Collections.Immutable;
using System.Text;

namespace Edge.Rules.Cel.Patterns;

/// <summary>Reads <c>[...]</c>.</summary>
internal sealed class PatternClassParser(string text, PatternEscapes escapes)
{
    private static readonly Dictionary<string, ImmutableArray<(int, int)>> Named = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7F)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1F), (0x7F, 0x7F)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = PatternClass.Words,
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    private readonly ImmutableArray<(int, int)>.Builder _ranges = ImmutableArray.CreateBuilder<(int, int)>();
    private readonly ImmutableArray<(uint, bool)>.Builder _categories = ImmutableArray.CreateBuilder<(uint, bool)>();

    public PatternClass Read(ref int at, bool isFolded)
    {
        int start = at++;
        bool isNegated = at < text.Length && text[at] == '^';
        if (isNegated) { at++; }
        for (int first = at; at < text.Length; )
        {
            if (text[at] == ']' && at > first)
            {
                at++;
                var read = new PatternClass(_ranges.ToImmutable(), _categories.ToImmutable(), isNegated, false);
                return isFolded ? read.Folded() : read;
            }

            Item(ref at);
        }

        throw new PatternException(start, "a [ without ]", "a closing ]");
    }

    private void Item(ref int at)
    {
        int start = at;
        if (TakeNamed(ref at)) { return; }
        if (text[at] == '\\' && escapes.TakeClass(ref at) is { } set)
        {
            _ranges.AddRange(set.IsNegated ? PatternClass.Others(set.Ranges) : set.Ranges);
            _categories.AddRange(set.Categories);
            return;
        }

        int first = Character(ref at);
        bool isRange = at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']';
        if (!isRange)
        {
            _ranges.Add((first, first));
            return;
        }

        at++;
        int last = Character(ref at);
        if (last < first) { throw new PatternException(start, "a range from the greater to the smaller", "the smaller first"); }
        _ranges.Add((first, last));
    }

    private int Character(ref int at)
    {
        if (text[at] == '\\') { return escapes.TakeCharacter(ref at); }
        Rune rune = escapes.RuneAt(at);
        at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary><c>[:alpha:]</c> and <c>[:^alpha:]</c></summary>
    private bool TakeNamed(ref int at)
    {
        if (string.CompareOrdinal(text, at, "[:", 0, 2) != 0) { return false; }
        int end = text.IndexOf(":]", at + 2, StringComparison.Ordinal);
        if (end < 0) { return false; }
        string name = text[(at + 2)..end];
        bool isNegated = name.StartsWith('^');
        if (!Named.TryGetValue(isNegated ? name[1..] : name, out var ranges))
        {
            throw new PatternException(at, "no such class", $"one of {string.Join(' ', Named.Keys)}");
        }

        _ranges.AddRange(isNegated ? PatternClass.Others(ranges) : ranges);
        at = end + 2;
        return true;
    }
}
