using System.Globalization;
using System.Text;
using CsCheck;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

public sealed class CelLimitsTests
{
    private static readonly string[] Pieces =
    [
        "t", "u", "air", ".", "temperature", "gone", "1", "2.5", "7u", "0x", "true", "false", "null", "in",
        "while", "'s'", "b'", "\"",
        "\\", "(", ")", "[", "]", "{", "}", "?", ":", ",", "&&", "||", "!", "-", "+", "*", "/", "%", "<",
        ">=", "==", "!=", " ", "\n", "//",
        "int(", "size(", "🌧", "\ud800", "9223372036854775808", "1e999",
    ];

    [Fact]
    public void Refuses_ATextThatIsTooLong()
    {
        string longest = "true" + new string(' ', CelParser.MaxLength - 4);
        Assert.True(CelParser.Parse(longest).IsOk);
        CelError error = CelWorld.Refuse(longest + " ");
        Assert.Equal((CelParser.MaxLength, "expression too long"), (error.Offset, error.Problem));
    }

    [Theory]
    [InlineData("(", "true", ")", 1)]
    [InlineData("[", "1", "]", 1)]
    [InlineData("f(", "1", ")", 1)]
    [InlineData("{1: ", "1", "}", 1)]
    [InlineData("a[", "1", "]", 1)]
    [InlineData("!", "true", "", 1)]
    [InlineData("-", "a", "", 1)]
    [InlineData("a ? b : ", "c", "", 1)]
    [InlineData("!(", "true", ")", 2)]
    public void Refuses_WhatIsNestedTooDeeply(string open, string inner, string close, int levels)
    {
        int most = (CelParser.MaxDepth - 1) / levels;
        Assert.True(CelParser.Parse(Nested(most)).IsOk);
        CelError error = CelWorld.Refuse(Nested(most + 1));
        Assert.Equal("nested too deeply", error.Problem);
        Assert.InRange(error.Offset, 1, Nested(most + 1).Length);

        string Nested(int count) => new StringBuilder().Insert(0, open, count).Append(inner).Insert(
            (open.Length * count) + inner.Length, close, count).ToString();
    }

    [Fact]
    public void Refuses_TooManyParts()
    {
        string most = string.Join("+", Enumerable.Repeat("1", CelParser.MaxNodes / 2));
        Assert.True(CelParser.Parse(most).IsOk);
        Assert.True(CelParser.Parse(most + "+a").Reason is { Problem: "expression too large" });
    }

    [Fact]
    public void Runs_TheLongestRowOfOperators()
    {
        string row = string.Join("&&", Enumerable.Repeat("true", CelParser.MaxNodes / 2));
        Assert.Equal(CelValue.True, CelWorld.Run(row));
    }

    [Theory]
    [InlineData("32 terms of ||", "false", "||")]
    [InlineData("32 terms of &&", "true", "&&")]
    [InlineData("32 relations", "true", "==")]
    public void Bears_WhatTheLanguageAsksForAtLeast(string what, string term, string operation) =>
        Assert.True(CelWorld.Run(string.Join(operation, Enumerable.Repeat(term, 33))).IsValue, what);

    [Fact]
    public void Bears_AnyText()
    {
        Gen<string> soup = Among(Pieces).Array[0, 60].Select(string.Concat);
        Gen.OneOf(Gen.String, soup).Sample(text =>
        {
            foreach (CelError error in CelWorld.Mistakes(text)) { Assert.InRange(error.Offset, 0, text.Length); }
            return true;
        }, iter: 20_000);
    }

    [Fact]
    public void Bears_AnyBytes() => Gen.Byte.Array[0, 200].Sample(
        bytes =>
        {
            foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Latin1, Encoding.Unicode })
            {
                string text = encoding.GetString(bytes);
                Assert.All(CelWorld.Mistakes(text), error => Assert.InRange(error.Offset, 0, text.Length));
            }
        },
        iter: 5_000);

    [Fact]
    public void Bears_AConditionWithWrongCharacters()
    {
        const string Right = "t > 20.0 && (u <= -1.5e3 || !(air.temperature == double(7u))) ? true : int(gone) % 0x1f != 3 // why\n";
        Gen.Select(Gen.Int[0, Right.Length - 1], Gen.Char).Array[1, 4].Sample(
            places =>
            {
                char[] text = Right.ToCharArray();
                foreach ((int at, char character) in places) { text[at] = character; }
                string wrong = new(text);
                Assert.All(CelWorld.Mistakes(wrong), error => Assert.InRange(error.Offset, 0, wrong.Length));
            },
            iter: 10_000);
    }

    // Whatever repeats, no work grows faster than a text of the greatest length can pay for.
    [Theory]
    [InlineData("t.")]
    [InlineData("a.b||")]
    [InlineData("a[")]
    [InlineData("!")]
    [InlineData("(")]
    [InlineData("t?t:")]
    [InlineData("f(a,")]
    [InlineData("{a:")]
    [InlineData("'\\")]
    [InlineData("\"\"\"")]
    [InlineData("1e9")]
    [InlineData("0x")]
    [InlineData("// ")]
    [InlineData("a.b{}.")]
    [InlineData("t<")]
    public void Bears_TheLongestRowOf(string piece)
    {
        string row = string.Concat(Enumerable.Repeat(piece, CelParser.MaxLength / piece.Length));
        foreach (string text in new[] { row, row + "t", "t" + row })
        {
            Assert.All(CelWorld.Mistakes(text), error => Assert.InRange(error.Offset, 0, text.Length));
        }
    }

    [Fact]
    public void Bears_AnyTextLongerThanItAllows() => Among(Pieces).Array[1_500, 3_000].Select(string.Concat).Sample(
        text => CelParser.Parse(text).IsOk || CelParser.Parse(text).Reason.Offset <= text.Length, iter: 200);

    [Fact]
    public void Runs_EveryProgramThatItAccepts_ToAVerdict()
    {
        Gen<string> number = Gen.OneOf(
            Among("t", "u", "gone", "old", "air.temperature", "0.0", "-1.5", "1e308"),
            Gen.Double[-100, 100].Select(value => value.ToString("F3", CultureInfo.InvariantCulture)));
        Gen<string> whole = Among("0", "1", "-1", "9223372036854775807", "(1 / 0)", "int(t)", "int(gone)");
        Gen<string> operation = Among("+", "-", "*", "/");
        Gen<string> relation = Among("<", "<=", ">", ">=", "==", "!=");
        Gen<string> reals = Gen.Select(number, operation, number, (a, o, b) => $"({a} {o} {b})");
        Gen<string> wholes = Gen.Select(whole, Gen.OneOf(operation, Gen.Const("%")), whole, (a, o, b) => $"({a} {o} {b})");
        Gen<string> side = Gen.OneOf(reals, wholes, number, whole);
        Gen<string> term = Gen.Select(side, relation, side, (a, o, b) => $"{a} {o} {b}");
        Gen<string> condition = Gen.Select(term, Among("&&", "||", "== !", "? true :"), term, (a, o, b) => $"({a}) {o} ({b})");
        condition.Sample(text => CelWorld.Run(text).Kind is CelKind.Bool or CelKind.Unknown or CelKind.Error, iter: 5_000);
    }

    private static Gen<string> Among(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
