using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel.Patterns;

/// <summary>Which characters may stand in one place.</summary>
/// <param name="Ranges">First and last of each, any order.</param>
/// <param name="Categories">Sets of general categories as bits, each wanted or not.</param>
/// <param name="IsNegated">Those that are not in it.</param>
/// <param name="IsFolded">Upper and lower case are the same.</param>
internal sealed record PatternClass(
    ImmutableArray<(int First, int Last)> Ranges,
    ImmutableArray<(uint Bits, bool IsNegated)> Categories,
    bool IsNegated,
    bool IsFolded)
{
    public static readonly ImmutableArray<(int, int)> Digits = [('0', '9')];
    public static readonly ImmutableArray<(int, int)> Spaces = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];
    public static readonly ImmutableArray<(int, int)> Words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

    private const int LastCharacter = 0x10FFFF;

    /// <summary>Categories by the letters that name them, as <c>\p{Lu}</c> does.</summary>
    private static readonly (string Name, UnicodeCategory Category)[] Names =
    [
        ("Lu", UnicodeCategory.UppercaseLetter), ("Ll", UnicodeCategory.LowercaseLetter),
        ("Lt", UnicodeCategory.TitlecaseLetter), ("Lm", UnicodeCategory.ModifierLetter),
        ("Lo", UnicodeCategory.OtherLetter), ("Mn", UnicodeCategory.NonSpacingMark),
        ("Mc", UnicodeCategory.SpacingCombiningMark), ("Me", UnicodeCategory.EnclosingMark),
        ("Nd", UnicodeCategory.DecimalDigitNumber), ("Nl", UnicodeCategory.LetterNumber),
        ("No", UnicodeCategory.OtherNumber), ("Zs", UnicodeCategory.SpaceSeparator),
        ("Zl", UnicodeCategory.LineSeparator), ("Zp", UnicodeCategory.ParagraphSeparator),
        ("Cc", UnicodeCategory.Control), ("Cf", UnicodeCategory.Format), ("Cs", UnicodeCategory.Surrogate),
        ("Co", UnicodeCategory.PrivateUse), ("Pc", UnicodeCategory.ConnectorPunctuation),
        ("Pd", UnicodeCategory.DashPunctuation), ("Ps", UnicodeCategory.OpenPunctuation),
        ("Pe", UnicodeCategory.ClosePunctuation), ("Pi", UnicodeCategory.InitialQuotePunctuation),
        ("Pf", UnicodeCategory.FinalQuotePunctuation), ("Po", UnicodeCategory.OtherPunctuation),
        ("Sm", UnicodeCategory.MathSymbol), ("Sc", UnicodeCategory.CurrencySymbol),
        ("Sk", UnicodeCategory.ModifierSymbol), ("So", UnicodeCategory.OtherSymbol),
    ];

    public static PatternClass Of(int character, bool isFolded) =>
        new([(character, character)], [], false, isFolded);

    /// <summary>Any character, line ends alone left out or not.</summary>
    public static PatternClass Any(bool withLineEnd) =>
        withLineEnd ? new([(0, LastCharacter)], [], false, false) : new([('\n', '\n')], [], true, false);

    /// <summary>Categories as bits; null where no such name is known. <c>Any</c> is all of them.</summary>
    public static uint? CategoriesOf(string name)
    {
        if (name == "Any") { return uint.MaxValue; }
        uint bits = 0;
        if (name.Length is 0 or > 2) { return null; }
        foreach ((string each, UnicodeCategory category) in Names)
        {
            if (each.StartsWith(name, StringComparison.Ordinal)) { bits |= 1u << (int)category; }
        }

        return bits == 0 ? null : bits;
    }

    /// <summary>What is not in ranges that ascend and do not touch.</summary>
    public static IEnumerable<(int First, int Last)> Others(ImmutableArray<(int First, int Last)> ranges)
    {
        int next = 0;
        foreach ((int first, int last) in ranges)
        {
            if (first > next) { yield return (next, first - 1); }
            next = last + 1;
        }

        yield return (next, LastCharacter);
    }

    public bool Contains(Rune character)
    {
        bool isIn = Has(character);
        if (!isIn && IsFolded) { isIn = Has(Rune.ToLowerInvariant(character)) || Has(Rune.ToUpperInvariant(character)); }
        return isIn != IsNegated;
    }

    /// <summary>Also with the other case of each single letter, so that letters with three cases are found.</summary>
    public PatternClass Folded()
    {
        var more = Ranges.ToBuilder();
        foreach ((int first, int last) in Ranges)
        {
            if (first != last || !Rune.IsValid(first)) { continue; }
            (int lower, int upper) = (
                Rune.ToLowerInvariant(new Rune(first)).Value, Rune.ToUpperInvariant(new Rune(first)).Value);
            if (lower != first) { more.Add((lower, lower)); }
            if (upper != first) { more.Add((upper, upper)); }
        }

        return this with { Ranges = more.ToImmutable(), IsFolded = true };
    }

    private bool Has(Rune character)
    {
        foreach ((int first, int last) in Ranges)
        {
            if (character.Value >= first && character.Value <= last) { return true; }
        }

        if (Categories.Length == 0) { return false; }
        uint category = 1u << (int)Rune.GetUnicodeCategory(character);
        foreach ((uint bits, bool isNegated) in Categories)
        {
            if ((bits & category) != 0 != isNegated) { return true; }
        }

        return false;
    }
}
