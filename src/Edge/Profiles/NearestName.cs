namespace Edge.Profiles;

/// <summary>Finds the right name that a mistyped one is most like.</summary>
/// <remarks>Distance: insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
/// A name is near when a third of its letters or fewer differ, at least one and at most three. Letter case is
/// free.</remarks>
public static class NearestName
{
    /// <summary>Longer texts are near to nothing: this bounds the work.</summary>
    public const int MaxLength = 64;

    /// <summary>The nearest of the known names, or null where none is near.</summary>
    /// <remarks>Among equals the one that begins most like the text: <c>of</c> is <c>off</c>, not
    /// <c>on</c>.</remarks>
    public static string? Of(string text, IEnumerable<string> known)
    {
        if (text.Length is 0 or > MaxLength) { return null; }
        string lower = text.ToLowerInvariant();
        string? nearest = null;
        int best = Math.Clamp(text.Length / 3, 1, 3) + 1;
        foreach (string name in known)
        {
            int distance = Distance(lower, name.ToLowerInvariant(), best + 1);
            bool isNearer = distance < best || (distance == best && nearest is not null
                && text.AsSpan().CommonPrefixLength(name) > text.AsSpan().CommonPrefixLength(nearest));
            if (isNearer) { (nearest, best) = (name, distance); }
        }
        return nearest;
    }

    /// <summary>The distance of two texts, or <paramref name="limit"/> where it is that or more.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit || b.Length > MaxLength) { return limit; }
        Span<int> beforeLast = stackalloc int[MaxLength + 1];
        Span<int> last = stackalloc int[MaxLength + 1];
        Span<int> row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= b.Length; j++) { last[j] = j; }
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int value = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + cost);
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                row[j] = swapped ? Math.Min(value, beforeLast[j - 2] + 1) : value;
                least = Math.Min(least, row[j]);
            }
            if (least >= limit) { return limit; }
            Span<int> spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return Math.Min(last[b.Length], limit);
    }
}
