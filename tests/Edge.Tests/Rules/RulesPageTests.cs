using Edge.Rules;
using Edge.Rules.Cel;

namespace Edge.Tests.Rules;

// Goal: docs/rules.md tells nothing that the engine does not do.
public sealed class RulesPageTests
{
    private static readonly string[] Kinds = ["yaml site", "yaml", "yaml refused", "text", "readings", "cel", "timing"];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, RulesPage.Blocks.Count)];

    [Theory, MemberData(nameof(Places))]
    public void Shows_WhatTheEngineDoes(int place)
    {
        (string kind, string text) = RulesPage.Blocks[place];
        Assert.Contains(kind, Kinds);
        switch (kind)
        {
            case "yaml":
                Compiled(text);
                break;
            case "yaml refused":
                Assert.Equal("text", RulesPage.Blocks[place + 1].Kind);
                string errors = RulesPage.Compile(text).Errors;
                Assert.True(RulesPage.Blocks[place + 1].Text == errors, errors);
                break;
            case "timing":
                GoesAsDrawn(text, LastOf("yaml", place));
                break;
            case "cel":
                Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => HasVerdict(line, LastOf("readings", place)));
                break;
            default:
                break;
        }
    }

    [Fact]
    public void Tells_TheLimits()
    {
        string page = Repository.Read("docs", "rules.md");
        Assert.Contains(
            $"at most {Edge.Profiles.SiteLimits.MaxConditionLength} characters, {CelParser.MaxDepth} levels and {CelParser.MaxNodes} parts",
            page,
            StringComparison.Ordinal);
        Assert.All(Enum.GetNames<ActuatorCause>(), cause => Assert.Contains(
            $"| `{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(cause)}` |", page, StringComparison.Ordinal));
    }

    private static string LastOf(string kind, int place) =>
        RulesPage.Blocks.Take(place).Last(block => block.Kind == kind).Text;

    private static void GoesAsDrawn(string diagram, string example)
    {
        Dictionary<string, string[]> drawn = RulesPage.Rows(diagram);
        Dictionary<string, string[]> played = RulesPage.Play(Compiled(example), drawn);
        Assert.All(drawn, row => Assert.Equal($"{row.Key} {string.Join(' ', row.Value)}", $"{row.Key} {string.Join(' ', played[row.Key])}"));
    }

    private static void HasVerdict(string line, string readings)
    {
        string[] parts = line.Split("//", StringSplitOptions.TrimEntries);
        RuleBook book = Compiled($"rules:\n  - {{name: example, actuator: lamp, when: \"{parts[0]}\"}}\n");
        Dictionary<string, string[]> rows = RulesPage.Rows($"{readings}second 1\nexample -\n");
        Assert.Equal(line, line.Replace(parts[1], RulesPage.Play(book, rows)["example"][0], StringComparison.Ordinal));
    }

    private static RuleBook Compiled(string example)
    {
        (RuleBook? book, string errors) = RulesPage.Compile(example);
        Assert.Empty(errors);
        return book!;
    }
}
