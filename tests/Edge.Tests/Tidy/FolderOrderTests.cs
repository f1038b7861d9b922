using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Inside src/Edge a capability uses only those to its left.</summary>
public sealed class FolderOrderTests
{
    private static readonly string[] Order =
    [
        "", "Profiles", "Keys", "Access", "Sensing", "Audit", "Resources", "Rules", "Sealing", "Outbox", "Hardening",
        "Updates", "Incidents",
    ];

    [Fact]
    public void Knows_EveryFolderOfEdge()
    {
        var unknown = Files().Select(Folder).Distinct().Except(Order);
        Assert.True(!unknown.Any(), $"Folders of src/Edge without a place: {string.Join(", ", unknown)}");
    }

    [Fact]
    public void Uses_OnlyFoldersToTheLeft()
    {
        var offences = Files()
            .SelectMany(f => Offences(Folder(f), f.Code).Select(o => $"{f.Path} uses Edge.{o}"));
        Assert.True(!offences.Any(), "Right of its own folder: " + string.Join("\n", offences));
    }

    [Theory]
    [InlineData("Sensing", "using Edge.Sealing;")]
    [InlineData("", "var x = Edge.Profiles.Site.Empty;")]
    [InlineData("Keys", "using static Edge.Updates.Slot;")]
    public void Notices_UseToTheRight(string folder, string code) => Assert.Single(Offences(folder, code));

    [Theory]
    [InlineData("Sealing", "using Edge.Sensing;\nusing Edge.Sealing;")]
    [InlineData("Outbox", "using System;")]
    public void Allows_UseToTheLeft(string folder, string code) => Assert.Empty(Offences(folder, code));

    private static IEnumerable<string> Offences(string folder, string code) =>
        Order.Skip(Array.IndexOf(Order, folder) + 1)
            .Where(right => Regex.IsMatch(code, $@"(?<![\w.])Edge\.{right}\b"));

    private static IEnumerable<TextFile> Files() => SourceTree.Sources.Where(f => f.IsBelow("src/Edge"));

    private static string Folder(TextFile file) => file.Parts.Length > 3 ? file.Parts[2] : "";
}
