namespace Edge.Updates;

/// <summary>Names that become folders and files as root: nothing in them can lead anywhere else.</summary>
public static class PathNames
{
    public const int MaxNameLength = 100;
    public const int MaxPathLength = 240;
    public const int MaxSegments = 8;

    /// <summary>1 to 100 letters, digits and <c>.-+_</c> of ASCII, the first a letter or digit.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterOrDigit(text[0]) && text.All(IsAllowed);

    /// <summary>At most eight names with slashes between them, 240 characters in all.</summary>
    public static bool IsRelativePath(string text) =>
        text.Length <= MaxPathLength && text.Split('/') is { Length: <= MaxSegments } segments && segments.All(IsName);

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '_';
}
