using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>A file and what the tidy tests ask of it.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
internal sealed partial record TextFile(string Path, string Text)
{
    public string[] Lines { get; } = Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>The path's parts; the last is the file's name.</summary>
    public string[] Parts => Path.Split('/');

    /// <summary>The text without comments, so that a sentence never counts as code.</summary>
    public string Code => Comment().Replace(Text, "");

    public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    [GeneratedRegex(@"(?m)(?<=^|[\s;{}])//.*$")]
    private static partial Regex Comment();
}
