using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Every decision record has the same four sections and a number of its own.</summary>
public sealed partial class AdrTests
{
    private static readonly string[] Sections = ["## Status", "## Context", "## Decision", "## Consequences"];

    [Fact]
    public void Has_FourSections() => Assert.All(Records(), record =>
        Assert.All(Sections, section =>
            Assert.True(record.Lines.Contains(section), $"{record.Path}: no section '{section}'")));

    [Fact]
    public void Numbers_EachOnce()
    {
        Assert.All(Records(), r => Assert.Matches(FileName(), r.Parts[^1]));
        Assert.Equal(Records().Count(), Records().Select(r => r.Parts[^1][..4]).Distinct().Count());
    }

    private static IEnumerable<TextFile> Records() => SourceTree.Files.Where(f => f.IsBelow("docs/adr"));

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex FileName();
}
