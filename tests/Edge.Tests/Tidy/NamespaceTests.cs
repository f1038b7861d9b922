using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>A file's namespace is its folder's.</summary>
public sealed partial class NamespaceTests
{
    [Fact]
    public void Names_TheFolder()
    {
        var wrong = SourceTree.Sources
            .Where(f => Namespace().Match(f.Text) is { Success: true } m && m.Groups[1].Value != Expected(f))
            .Select(f => $"{f.Path}: expected namespace {Expected(f)}");
        Assert.True(!wrong.Any(), string.Join("\n", wrong));
    }

    // src/Edge.Device/Control/X.cs is Edge.Device.Control: the folders below src or tests, joined.
    private static string Expected(TextFile file) => string.Join('.', file.Parts[1..^1]);

    [GeneratedRegex(@"(?m)^namespace\s+([\w.]+)")]
    private static partial Regex Namespace();
}
