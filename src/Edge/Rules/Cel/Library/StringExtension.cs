using System.Text;
using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary>The string extension, but for <c>format</c>. Places are those of code points.</summary>
internal static class StringExtension
{
    private static readonly CelType ListOfStrings = CelType.ListOf(CelType.String);

    public static IEnumerable<CelFunction> All() =>
    [
        Sized(Member(CelType.String, "charAt", CelType.Int, CelType.String, (in input, in a, in at) => CharAt(a.Text, at.Bits))),
        Member(CelType.String, "indexOf", CelType.String, CelType.Int, (in input, in a, in b) =>
            TextSearch.First(input, a.Text, b.Text, 0)) with { Bound = TextSearch.Bound },
        Member(CelType.String, "indexOf", CelType.String, CelType.Int, CelType.Int, (in input, in a, in b, in from) =>
            TextSearch.First(input, a.Text, b.Text, from.Bits)) with { Bound = TextSearch.Bound },
        Member(CelType.String, "lastIndexOf", CelType.String, CelType.Int, (in input, in a, in b) =>
            TextSearch.Last(input, a.Text, b.Text, null)) with { Bound = TextSearch.Bound },
        Member(CelType.String, "lastIndexOf", CelType.String, CelType.Int, CelType.Int, (in input, in a, in b, in from) =>
            TextSearch.Last(input, a.Text, b.Text, from.Bits)) with { Bound = TextSearch.Bound },
        Sized(Member(CelType.String, "lowerAscii", CelType.String, (in _, in a) => CelValue.Of(Ascii(a.Text, isUpper: false)))),
        Sized(Member(CelType.String, "upperAscii", CelType.String, (in _, in a) => CelValue.Of(Ascii(a.Text, isUpper: true)))),
        Sized(Member(CelType.String, "trim", CelType.String, (in _, in a) => CelValue.Of(a.Text.Trim()))),
        Sized(Member(CelType.String, "reverse", CelType.String, (in _, in a) => CelValue.Of(Reverse(a.Text)))),
        Sized(Member(CelType.String, "substring", CelType.Int, CelType.String, (in _, in a, in from) =>
            Substring(a.Text, from.Bits, CelText.Count(a.Text)))),
        Sized(Member(CelType.String, "substring", CelType.Int, CelType.Int, CelType.String, (in _, in a, in from, in to) =>
            Substring(a.Text, from.Bits, to.Bits))),
        Replaced(Member(CelType.String, "replace", CelType.String, CelType.String, CelType.String, (in input, in a, in b, in c) =>
            TextSearch.Replace(input, a.Text, b.Text, c.Text, -1))),
        Replaced(Member(
            CelType.String, "replace", CelType.String, CelType.String, CelType.Int, CelType.String,
            (in input, values) =>
                TextSearch.Replace(input, values[0].Text, values[1].Text, values[2].Text, values[3].Bits))),
        Split(Member(CelType.String, "split", CelType.String, ListOfStrings, (in input, in a, in b) =>
            TextSearch.Split(input, a.Text, b.Text, -1))),
        Split(Member(CelType.String, "split", CelType.String, CelType.Int, ListOfStrings, (in input, in a, in b, in most) =>
            TextSearch.Split(input, a.Text, b.Text, most.Bits))),
        Member(ListOfStrings, "join", CelType.String, (in input, in a) => Join(input, a.List, "")) with
        {
            Bound = arguments => Joined(arguments[0], CelSize.Text(0)),
        },
        Member(ListOfStrings, "join", CelType.String, CelType.String, (in input, in a, in b) => Join(input, a.List, b.Text)) with
        {
            Bound = arguments => Joined(arguments[0], arguments[1]),
        },
        Global("strings.quote", CelType.String, CelType.String, (in _, in a) => CelValue.Of(Quote(a.Text))) with
        {
            Bound = arguments => new(1 + arguments[0].Length, CelSize.Text(CelSize.Add(2, CelSize.Multiply(2, arguments[0].Length)))),
        },
    ];

    private static CelFunction Sized(CelFunction function) => function with
    {
        Bound = arguments => new(1 + arguments[0].Length, arguments[0]),
    };

    private static CelFunction Replaced(CelFunction function) => function with
    {
        Bound = arguments =>
        {
            long places = CelSize.Add(1, arguments[0].Length);
            long most = CelSize.Add(arguments[0].Length, CelSize.Multiply(places, arguments[2].Length));
            long found = TextSearch.Work(arguments[0].Length, arguments[1].Length);
            return new CelBound(CelSize.Add(found, CelSize.Add(places, most)), CelSize.Text(most));
        },
    };

    private static CelFunction Split(CelFunction function) => function with
    {
        Bound = arguments => new(
            CelSize.Add(
                TextSearch.Work(arguments[0].Length, arguments[1].Length), CelSize.Add(2, CelSize.Multiply(2, arguments[0].Length))),
            CelSize.ListOf(CelSize.Add(1, arguments[0].Length), arguments[0])),
    };

    private static CelBound Joined(CelSize list, CelSize separator)
    {
        long size = CelSize.Add(list.Total, CelSize.Multiply(list.Length, separator.Length));
        return new CelBound(CelSize.Add(1 + list.Length, size), CelSize.Text(size));
    }

    private static CelValue CharAt(string text, long at)
    {
        int count = CelText.Count(text);
        if (at < 0 || at > count) { return Error(VerdictReason.OutOfRange); }
        int place = CelText.Place(text, at);
        if (place == text.Length) { return CelValue.Of(""); }
        return CelValue.Of(text.Substring(place, char.IsHighSurrogate(text[place]) ? 2 : 1));
    }

    private static CelValue Substring(string text, long from, long to)
    {
        bool isRange = from >= 0 && to >= from && to <= CelText.Count(text);
        return isRange
            ? CelValue.Of(text[CelText.Place(text, from)..CelText.Place(text, to)])
            : Error(VerdictReason.OutOfRange);
    }

    private static string Ascii(string text, bool isUpper) => string.Create(text.Length, (text, isUpper), static (room, all) =>
    {
        for (int place = 0; place < room.Length; place++)
        {
            char c = all.text[place];
            room[place] = !char.IsAscii(c) ? c : all.isUpper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c);
        }
    });

    private static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        for (int end = text.Length; end > 0; )
        {
            int length = end > 1 && char.IsLowSurrogate(text[end - 1]) ? 2 : 1;
            reversed.Append(text, end - length, length);
            end -= length;
        }

        return reversed.ToString();
    }

    private static CelValue Join(in CelInput input, CelList list, string separator)
    {
        var joined = new StringBuilder();
        for (int place = 0; place < list.Count; place++)
        {
            CelValue item = list.Items[place];
            if (item.Kind != CelKind.String) { return Error(VerdictReason.NoSuchOverload); }
            if (!input.Spend(1 + ((item.Text.Length + separator.Length) / 8))) { return Error(VerdictReason.TooCostly); }
            if (place > 0) { joined.Append(separator); }
            joined.Append(item.Text);
        }

        return CelValue.Of(joined.ToString());
    }

    private static string Quote(string text)
    {
        const string Special = "\a\b\f\n\r\t\v\\\"";
        const string Letters = "abfnrtv\\\"";
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (char c in text)
        {
            int special = Special.IndexOf(c, StringComparison.Ordinal);
            if (special >= 0) { quoted.Append('\\').Append(Letters[special]); }
            else { quoted.Append(c); }
        }

        return quoted.Append('"').ToString();
    }
}
