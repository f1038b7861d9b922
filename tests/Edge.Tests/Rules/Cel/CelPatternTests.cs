using System.Text.RegularExpressions;
using CsCheck;
using Edge.Rules;
using Edge.Rules.Cel;
using Edge.Rules.Cel.Patterns;

namespace Edge.Tests.Rules.Cel;

/// <summary>Source of the table: RE2, "Syntax".</summary>
public sealed class CelPatternTests
{
    [Theory]
    [InlineData("b", "abc", true)]
    [InlineData("^b", "abc", false)]
    [InlineData("^abc$", "abc", true)]
    [InlineData("^abc$", "abc\n", false)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData("\\Ab", "a\nb", false)]
    [InlineData("b\\z", "ab", true)]
    [InlineData("a.c", "a\nc", false)]
    [InlineData("(?s)a.c", "a\nc", true)]
    [InlineData("^.$", "🌧", true)]
    [InlineData("^[🌦-🌨]$", "🌧", true)]
    [InlineData("(?i)STRASSE", "strasse", true)]
    [InlineData("(?i)k", "\u212A", true)]
    [InlineData("(?i)\u212A", "K", true)]
    [InlineData("(?i)ä", "Ä", true)]
    [InlineData("(?i)[a-c]x", "BX", true)]
    [InlineData("a(?i)b(?-i)c", "aBc", true)]
    [InlineData("a(?i)b(?-i)c", "aBC", false)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("\\d", "٣", false)]
    [InlineData("\\w", "ä", false)]
    [InlineData("\\s", "\u00a0", false)]
    [InlineData("^\\D\\S\\W$", "ab!", true)]
    [InlineData("\\bfoo\\b", "a foo b", true)]
    [InlineData("\\bfoo\\b", "afoo", false)]
    [InlineData("\\Boo", "foo", true)]
    [InlineData("^\\p{Lu}\\pL\\P{L}$", "Äß1", true)]
    [InlineData("^\\p{^Lu}$", "ä", true)]
    [InlineData("^[\\p{Nd}_]$", "٣", true)]
    [InlineData("[[:alpha:]]", "1a", true)]
    [InlineData("^[[:^digit:]]$", "1", false)]
    [InlineData("^[^a-z\\d]$", "-", true)]
    [InlineData("^[]a]$", "]", true)]
    [InlineData("^[^]a]$", "]", false)]
    [InlineData("^[a-]$", "-", true)]
    [InlineData("^a{2,3}$", "aaa", true)]
    [InlineData("^a{2,3}$", "a", false)]
    [InlineData("^a{2}$", "aaa", false)]
    [InlineData("^a{2,}$", "aaaaa", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^(ab|c)*d?$", "abcab", true)]
    [InlineData("^(?:a|)b$", "b", true)]
    [InlineData("^(?P<x>a)(?<y>b)$", "ab", true)]
    [InlineData("a*?b", "aab", true)]
    [InlineData("\\Qa.b\\E+", "a.bb", true)]
    [InlineData("\\Qa.b", "aXb", false)]
    [InlineData("\\x41\\x{1F327}\\101\\t", "A🌧A\t", true)]
    [InlineData("\\.\\*\\_", ".*_", true)]
    [InlineData("", "", true)]
    [InlineData("(?U)a+", "aa", true)]
    public void Matches_AsRe2Does(string pattern, string text, bool isIn) =>
        Assert.Equal(CelValue.Of(isIn), Match(pattern, text));

    [Theory]
    [InlineData("(", 0, "a ( without )")]
    [InlineData("a)", 1, "a ) without (")]
    [InlineData("a[b", 1, "a [ without ]")]
    [InlineData("*a", 0, "nothing to repeat")]
    [InlineData("a**", 2, "repetition of a repetition")]
    [InlineData("a{2}{3}", 4, "repetition of a repetition")]
    [InlineData("a{1001}", 1, "bad repetition")]
    [InlineData("a{3,2}", 1, "bad repetition")]
    [InlineData("a\\", 1, "a backslash at the end")]
    [InlineData("\\q", 0, "no such escape")]
    [InlineData("\\C", 0, "no such escape")]
    [InlineData("(a)\\1", 3, "a back reference")]
    [InlineData("(?=a)", 0, "no such kind of group")]
    [InlineData("(?<=a)", 0, "bad group name")]
    [InlineData("(?<!a)", 0, "bad group name")]
    [InlineData("[b-a]", 1, "a range from the greater to the smaller")]
    [InlineData("[[:nope:]]", 1, "no such class")]
    [InlineData("\\p{Klingon}", 0, "no such property")]
    [InlineData("\\x{110000}", 0, "bad hexadecimal escape")]
    [InlineData("\\xg", 0, "bad hexadecimal escape")]
    public void Refuses_WhatIsNoPattern_AtItsPlace(string pattern, int offset, string problem)
    {
        PatternError error = Pattern.Parse(pattern).Reason;
        Assert.Equal((offset, problem), (error.Offset, error.Problem));
    }

    [Theory]
    [InlineData("(a{100}){100}")]
    [InlineData("((a{10}){10}){10}b{10}")]
    [InlineData("(((){1000}){1000}){1000}")]
    [InlineData("((((((((((x{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}")]
    public void Refuses_APatternThatGrows(string pattern) =>
        Assert.Equal("pattern too large", Pattern.Parse(pattern).Reason.Problem);

    [Fact]
    public void Refuses_GroupsNestedTooDeeply()
    {
        Assert.True(Pattern.Parse(new string('(', 40) + new string(')', 40)).IsOk);
        Assert.Equal("groups nested too deeply", Pattern.Parse(new string('(', 900) + new string(')', 900)).Reason.Problem);
    }

    // Patterns that take a backtracking engine for ever.
    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(a*)*b$")]
    [InlineData("(.*a){20}b")]
    [InlineData("^(a?){50}a{50}b$")]
    public void Bears_Bombs_WithWorkThatGrowsWithTheText(string pattern)
    {
        long once = Work(pattern, new string('a', 200) + "!");
        long tenTimes = Work(pattern, new string('a', 2000) + "!");
        Assert.InRange(tenTimes, once, (12 * once) + 1000);
    }

    [Fact]
    public void Ends_WhenTheBudgetIsSpent()
    {
        Pattern pattern = Pattern.Parse("(.*a){20}b").Value;
        var scan = new CelScan { Budget = 1_000 };
        Assert.Equal(CelValue.Error(VerdictReason.TooCostly), pattern.IsIn(new CelInput(scan, 0), new string('a', 100_000)));
    }

    [Fact]
    public void Allocates_Nothing()
    {
        Pattern pattern = Pattern.Parse("(?i)^(?:ab|[c-e]+)*\\b").Value;
        var scan = new CelScan { Budget = long.MaxValue };
        Match();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) { Match(); }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Match() => pattern.IsIn(new CelInput(scan, 0), "abABcdeCC🌧");
    }

    // Method: patterns of the part of the syntax that both engines read in the same way; the other engine is
    // that of .NET.
    [Fact]
    public void Matches_AsAnotherEngineThatDoesNotBacktrack()
    {
        Gen<string> atom = Among("a", "b", "c", ".", "[ab]", "[^a]", "^", "$", "(a|bc)", "(?:b|)", "[a-c]");
        Gen<string> repeated = Gen.Select(atom, Among("", "", "", "*", "+", "?", "{2}", "{1,2}", "*?"), (a, r) =>
            a is "^" or "$" ? a : a + r);
        Gen<string> row = repeated.Array[1, 5].Select(string.Concat);
        Gen<string> pattern = Gen.Select(row, row, Gen.Bool, (a, b, two) => two ? $"(?:{a}|{b})" : a);
        Gen<string> text = Among("a", "b", "c", "d").Array[0, 8].Select(string.Concat);
        Gen.Select(pattern, text).Sample(
            (p, t) =>
            {
                var other = new Regex(p.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.NonBacktracking);
                return Match(p, t) == CelValue.Of(other.IsMatch(t));
            },
            iter: 5_000);
    }

    [Fact]
    public void Bears_AnyText()
    {
        Gen<string> soup = Among("a", "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "$", ".", "-", "1", ",", ":", "\\Q", "\\E",
            "\\p{", "L", "(?", "i", "P<", ">", "[:", "🌧", "\ud800").Array[0, 30].Select(string.Concat);
        Gen.Select(Gen.OneOf(soup, Gen.String), Gen.String).Sample(
            (pattern, text) => Pattern.Parse(pattern).TryGet(out Pattern read, out PatternError error)
                ? read.IsIn(new CelInput(new CelScan { Budget = 1_000_000 }, 0), text).Kind is CelKind.Bool or CelKind.Error
                : error.Offset >= 0 && error.Offset <= pattern.Length,
            iter: 20_000);
    }

    private static CelValue Match(string pattern, string text)
    {
        Result<Pattern, PatternError> read = Pattern.Parse(pattern);
        Assert.True(read.IsOk, $"{pattern}: {(read.IsOk ? "" : read.Reason)}");
        return read.Value.IsIn(new CelInput(new CelScan { Budget = 1_000_000 }, 0), text);
    }

    private static long Work(string pattern, string text)
    {
        var scan = new CelScan { Budget = long.MaxValue };
        Pattern.Parse(pattern).Value.IsIn(new CelInput(scan, 0), text);
        return long.MaxValue - scan.Budget;
    }

    private static Gen<string> Among(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
