using System.Globalization;
using System.Text;
using CsCheck;

namespace Edge.Tests.Updates.Tuf;

/// <summary>A JSON value in some spelling, and its canonical form written by other means than the product's.</summary>
internal sealed record JsonText(string Text, string Canonical);

/// <summary>Makes documents with white space, escapes and names in any order.</summary>
internal static class JsonValues
{
    private static readonly Gen<string> Strings = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 8],
        OneOfThese("", "\"", "\\", "/", "\n", "\t", "\u0000", "\u007f", "ü", "\uFFFD", "\uE000", "😀", "a\\\"b"));

    private static readonly Gen<JsonText> Scalars = Gen.OneOf(
        OneOfThese("true", "false", "null").Select(t => new JsonText(t, t)),
        Gen.Long[-9_007_199_254_740_991, 9_007_199_254_740_991].Select(n => n.ToString(CultureInfo.InvariantCulture))
            .Select(t => new JsonText(t, t)),
        Gen.Select(Strings, Gen.Bool, Text));

    public static Gen<JsonText> Document { get; } = Nested(4);

    private static Gen<JsonText> Nested(int depth)
    {
        if (depth == 0) { return Scalars; }
        Gen<JsonText> inner = Nested(depth - 1);
        return Gen.OneOf(Scalars, inner.Array[0, 4].Select(Array), Gen.Select(Strings, Gen.Bool, inner).Array[0, 4].Select(Object));
    }

    private static Gen<string> OneOfThese(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static JsonText Text(string value, bool escape) => new(Spell(value, escape), Canonical(value));

    private static JsonText Array(JsonText[] items) => new(
        $"[ {string.Join(" ,\n", items.Select(i => i.Text))}]", $"[{string.Join(',', items.Select(i => i.Canonical))}]");

    private static JsonText Object((string Name, bool Escape, JsonText Value)[] members)
    {
        var distinct = members.DistinctBy(m => m.Name, StringComparer.Ordinal).ToArray();
        var sorted = distinct.OrderBy(m => m.Name, Comparer<string>.Create(ByCodePoint));
        return new JsonText(
            "{" + string.Join(",\t", distinct.Select(m => $"{Spell(m.Name, m.Escape)} : {m.Value.Text}")) + " }",
            "{" + string.Join(',', sorted.Select(m => $"{Canonical(m.Name)}:{m.Value.Canonical}")) + "}");
    }

    private static int ByCodePoint(string a, string b)
    {
        int[] x = [.. a.EnumerateRunes().Select(r => r.Value)], y = [.. b.EnumerateRunes().Select(r => r.Value)];
        return x.AsSpan().SequenceCompareTo(y);
    }

    private static string Canonical(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Spell(string value, bool escapeAll)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            bool must = c is '"' or '\\' || c < 0x20;
            _ = must || escapeAll ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : text.Append(c);
        }
        return text.Append('"').ToString();
    }
}
