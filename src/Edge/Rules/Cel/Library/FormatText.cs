using System.Globalization;
using System.Text;

namespace Edge.Rules.Cel.Library;

/// <summary>Any value as <c>%s</c> writes it.</summary>
internal static class FormatText
{
    /// <summary>Null when the budget is spent.</summary>
    public static string? Of(in CelInput input, in CelValue value) => value.Kind switch
    {
        CelKind.String => value.Text,
        CelKind.Bool => value.Bool ? "true" : "false",
        CelKind.Int => value.Bits.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.Uint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => Numerals.Print(value.Double),
        CelKind.Null => "null",
        CelKind.Bytes => Lenient(value.Bytes),
        CelKind.Timestamp => TimeTexts.Print(value),
        CelKind.Duration => TimeTexts.PrintDuration(value.Bits),
        CelKind.Type => value.Type.Name,
        CelKind.List => List(input, value.List),
        _ => Map(input, value.Map),
    };

    /// <summary>What is no UTF-8 becomes one replacement character a run.</summary>
    private static string Lenient(byte[] octets)
    {
        var text = new StringBuilder();
        bool wasWrong = false;
        for (ReadOnlySpan<byte> left = octets; left.Length > 0; )
        {
            bool isWrong = Rune.DecodeFromUtf8(left, out Rune rune, out int length) != System.Buffers.OperationStatus.Done;
            if (!isWrong || !wasWrong) { text.Append(rune.ToString()); }
            wasWrong = isWrong;
            left = left[length..];
        }

        return text.ToString();
    }

    private static string? List(in CelInput input, CelList list)
    {
        var items = new List<string>();
        foreach (CelValue item in list.Items)
        {
            if (!input.Spend(1) || Of(input, item) is not { } text) { return null; }
            items.Add(text);
        }

        return $"[{string.Join(", ", items)}]";
    }

    private static string? Map(in CelInput input, CelMap map)
    {
        var entries = new List<(string Key, string Value)>();
        foreach ((CelValue key, CelValue value) in map.Entries)
        {
            if (!input.Spend(1) || Of(input, key) is not { } first || Of(input, value) is not { } second) { return null; }
            entries.Add((first, second));
        }

        entries.Sort((left, right) => CelText.Order(left.Key, right.Key));
        return $"{{{string.Join(", ", entries.Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
    }
}
