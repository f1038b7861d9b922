using System.Globalization;

namespace Edge.Operator.Releases;

/// <summary>What changed between two texts, line by line and in order: a line that moved is shown where it was and where it is.</summary>
/// <remarks>Behind equal beginnings and ends the longest common subsequence decides; where that would be too much work, the whole
/// middle is shown as removed and added.</remarks>
internal static class LineDifference
{
    private const int MostCells = 4_000_000;

    public static IEnumerable<string> Of(string before, string after)
    {
        string[] old = Split(before), now = Split(after);
        int head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head]) { head++; }
        int tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)]) { tail++; }
        string[] removed = old[head..(old.Length - tail)], added = now[head..(now.Length - tail)];
        return (long)removed.Length * added.Length > MostCells
            ? removed.Select(line => $"- {line}").Concat(added.Select(line => $"+ {line}")).Select(Harmless)
            : Middle(removed, added).Select(Harmless);
    }

    /// <summary>A text as a terminal shows it and does not obey it; nothing in it can hide or turn what follows.</summary>
    public static string Harmless(string line) => line.Any(IsSign)
        ? string.Concat(line.Select(c => IsSign(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()))
        : line;

    private static bool IsSign(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static IEnumerable<string> Middle(string[] old, string[] now)
    {
        // common[i, j]: length of the longest common subsequence behind old[i] and now[j].
        var common = new int[old.Length + 1, now.Length + 1];
        for (int i = old.Length - 1; i >= 0; i--)
        {
            for (int j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j]) { i++; j++; }
            else if (i < old.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1])) { yield return $"- {old[i++]}"; }
            else { yield return $"+ {now[j++]}"; }
        }
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Split('\n');
}
