using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Finds methods by their layout: a signature, a brace alone on its line, its closing brace below it.</summary>
internal static partial class MethodLengths
{
    /// <summary>The longest method of a file, its braces not counted; 0 lines where there is none.</summary>
    public static (string Signature, int Lines) Longest(string[] lines)
    {
        (string Signature, int Lines) longest = ("", 0);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim() != "{" || !IsMethod(Signature(lines, i))) { continue; }
            int end = Closing(lines, i);
            if (end - i - 1 > longest.Lines) { longest = (Signature(lines, i), end - i - 1); }
            i = end;
        }
        return longest;
    }

    private static int Closing(string[] lines, int open)
    {
        string close = lines[open].Replace('{', '}').TrimEnd();
        int end = open + 1;
        while (end < lines.Length && !lines[end].StartsWith(close, StringComparison.Ordinal)) { end++; }
        return end;
    }

    // The lines above the brace back to the end of what came before, attributes and comments left out.
    private static string Signature(string[] lines, int open)
    {
        var parts = new List<string>();
        for (int i = open - 1; i >= 0 && !Boundary().IsMatch(lines[i]); i--)
        {
            parts.Insert(0, lines[i].Trim());
        }
        return string.Join(' ', parts);
    }

    private static bool IsMethod(string signature) => signature.Contains('(') && !Type().IsMatch(signature);

    [GeneratedRegex(@"^\s*$|[;}]\s*$|^\s*\{\s*$|^\s*//|^\s*\[.*\]\s*$")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|namespace)\s+\w")]
    private static partial Regex Type();
}
