using System.Text;

namespace Edge.Updates.Tuf;

/// <summary>Path patterns of delegations: <c>*</c> is any run of characters, <c>?</c> one; neither is a slash.</summary>
/// <remarks>Everything else stands for itself, square brackets too, and letters by case. Source: TUF specification 1.0,
/// section 4.5, PATHPATTERN.</remarks>
public static class PathPattern
{
    private static readonly Rune Star = new('*');
    private static readonly Rune One = new('?');

    public static bool Matches(string pattern, TargetPath path)
    {
        string[] patterns = pattern.Split('/');
        if (patterns.Length != path.Segments.Length) { return false; }
        for (int i = 0; i < patterns.Length; i++)
        {
            if (!MatchesSegment([.. patterns[i].EnumerateRunes()], [.. path.Segments[i].EnumerateRunes()])) { return false; }
        }
        return true;
    }

    // The last star takes one character more whenever what follows it does not fit: time is length times length.
    private static bool MatchesSegment(Rune[] pattern, Rune[] text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Star)
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == One || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == Star) { p++; }
        return p == pattern.Length;
    }
}
