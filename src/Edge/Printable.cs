using System.Globalization;

namespace Edge;

/// <summary>Names that a stranger chose, such as the label of a stick, as they may stand on a
/// terminal.</summary>
public static class Printable
{
    /// <summary>The text with U+FFFD for each sign that moves a cursor, turns the direction of writing or
    /// begins a line.</summary>
    public static string Of(string text) =>
        text.All(IsHarmless) ? text : string.Concat(text.Select(each => IsHarmless(each) ? each : '\uFFFD'));

    public static bool IsHarmless(char each) => char.GetUnicodeCategory(each) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
