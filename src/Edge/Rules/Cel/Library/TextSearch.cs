using System.Collections.Immutable;
using System.Text;
using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary>Finds a text in another. Places are those of code points.</summary>
internal static class TextSearch
{
    /// <summary>A search may begin to match at every place.</summary>
    public static long Work(long text, long part) => CelSize.Multiply(1 + (text / 8), 1 + (part / 32));

    public static CelBound Bound(ReadOnlySpan<CelSize> arguments) =>
        new(CelSize.Add(1, Work(arguments[0].Length, arguments[1].Length)), CelSize.Scalar);

    /// <param name="from">0 to the number of code points.</param>
    public static CelValue First(in CelInput input, string text, string part, long from)
    {
        if (from < 0 || from > CelText.Count(text)) { return Error(VerdictReason.OutOfRange); }
        if (!input.Spend(Work(text.Length, part.Length))) { return Error(VerdictReason.TooCostly); }
        int place = text.IndexOf(part, CelText.Place(text, from), StringComparison.Ordinal);
        return CelValue.Of(place < 0 ? -1L : CelText.Count(text[..place]));
    }

    /// <param name="from">The last place where it may start; null: anywhere.</param>
    public static CelValue Last(in CelInput input, string text, string part, long? from)
    {
        int count = CelText.Count(text);
        bool isOutside = from is { } given && (given < 0 || given >= Math.Max(count, 1));
        if (isOutside) { return Error(VerdictReason.OutOfRange); }
        if (!input.Spend(Work(text.Length, part.Length))) { return Error(VerdictReason.TooCostly); }
        int end = from is { } last ? CelText.Place(text, Math.Min(last, count)) : text.Length;
        int most = Math.Min(text.Length, end + part.Length);
        int place = text.AsSpan(0, most).LastIndexOf(part, StringComparison.Ordinal);
        return CelValue.Of(place < 0 ? -1L : CelText.Count(text[..place]));
    }

    /// <param name="most">So many times; below zero: always.</param>
    public static CelValue Replace(in CelInput input, string text, string part, string by, long most)
    {
        if (!input.Spend(Work(text.Length, part.Length))) { return Error(VerdictReason.TooCostly); }
        var replaced = new StringBuilder();
        int at = 0;
        for (long times = 0; times != most; times++)
        {
            if (!input.Spend(1 + (by.Length / 8))) { return Error(VerdictReason.TooCostly); }
            int place = part.Length > 0 ? text.IndexOf(part, at, StringComparison.Ordinal) : EmptyPlace(text, at, times);
            if (place < 0) { break; }
            replaced.Append(text, at, place - at).Append(by);
            at = place + part.Length;
        }

        return CelValue.Of(replaced.Append(text, at, text.Length - at).ToString());
    }

    /// <param name="most">So many parts; below zero: as many as there are.</param>
    public static CelValue Split(in CelInput input, string text, string separator, long most)
    {
        var parts = ImmutableArray.CreateBuilder<CelValue>();
        if (most == 0) { return CelValue.Of(CelList.Empty); }
        if (!input.Spend(Work(text.Length, separator.Length))) { return Error(VerdictReason.TooCostly); }
        int at = 0;
        while (parts.Count + 1 != most)
        {
            if (!input.Spend(1)) { return Error(VerdictReason.TooCostly); }
            int place = separator.Length > 0
                ? text.IndexOf(separator, at, StringComparison.Ordinal)
                : EmptyPlace(text, at, 1);
            bool isEnd = place < 0 || (separator.Length == 0 && place == text.Length);
            if (isEnd) { break; }
            parts.Add(CelValue.Of(text[at..place]));
            at = place + separator.Length;
        }

        if (separator.Length > 0 || at < text.Length) { parts.Add(CelValue.Of(text[at..])); }
        return CelValue.Of(new CelList(parts.DrainToImmutable()));
    }

    /// <summary>Where the empty text is found next: before the first character, then after each.</summary>
    private static int EmptyPlace(string text, int at, long times)
    {
        if (times == 0) { return 0; }
        if (at >= text.Length) { return -1; }
        return at + (char.IsHighSurrogate(text[at]) ? 2 : 1);
    }
}
