using System.CommandLine;
using System.Text.RegularExpressions;
using Edge.Collector.Commands;
using Edge.Host.Commands;
using Edge.Operator.Commands;

namespace Edge.Tests.Tidy;

/// <summary>What the README and the pages tell a reader to type exists, and what is marked as run is run.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Check = Repository.Read(".ci/run");

    [Fact]
    public void Runs_EveryBlockOfTheReadme()
    {
        Assert.Contains("count scripts/readme", Check, StringComparison.Ordinal);
        MatchCollection blocks = ShellBlock().Matches(Repository.Read("README.md"));
        Assert.True(blocks.Count >= 2, "the README's two commands are gone");
        Assert.All(blocks, block => Assert.True(
            block.Groups["run"].Success || IsAStepOfTheCheck(block.Groups["text"].Value),
            $"mark it ```sh run, or let .ci/run call it: {block.Groups["text"].Value}"));
    }

    [Fact]
    public void Names_OnlyCommandsThatExist()
    {
        (string Page, string Text)[] commands = [.. Spans().Where(span => Product().IsMatch(span.Text))];
        Assert.True(commands.Length > 15, "no commands were found");
        Assert.All(commands, command => Assert.True(IsUnderstood(command.Text), $"{command.Page}: {command.Text}"));
    }

    [Fact]
    public void Names_OnlyScriptsThatExist_WithOptionsThatTheyKnow()
    {
        (string Page, string[] Words)[] scripts =
            [.. Spans().Where(span => span.Text.StartsWith("scripts/", StringComparison.Ordinal)).Select(span => (span.Page, span.Text.Split(' ')))];
        Assert.True(scripts.Length > 3, "no scripts were found");
        foreach ((string page, string[] words) in scripts)
        {
            string path = Repository.PathOf(words[0]);
            Assert.True(Path.Exists(path), $"{page}: {words[0]} does not exist");
            Assert.All(words.Skip(1).Where(word => word.StartsWith("--", StringComparison.Ordinal)),
                option => Assert.True(File.ReadAllText(path).Contains(option, StringComparison.Ordinal), $"{page}: {words[0]} has no {option}"));
        }
    }

    private static bool IsAStepOfTheCheck(string block) =>
        block.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => Check.Contains($"count {line}\n", StringComparison.Ordinal));

    private static bool IsUnderstood(string command)
    {
        string[] words = Product().Match(command).Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        RootCommand root = words[0] switch
        {
            "edge" => HostCommands.Create(),
            "edge-collector" => CollectorCommands.Create(),
            _ => OperatorCommands.Create(),
        };
        ParseResult parsed = root.Parse(words[1..]);
        return parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command != root;
    }

    /// <summary>Code spans of the README and of the pages for people.</summary>
    private static IEnumerable<(string Page, string Text)> Spans() =>
        from page in SourceTree.Files
        where page.Path == "README.md" || (page.Path.StartsWith("docs/", StringComparison.Ordinal) && page.Path.EndsWith(".md", StringComparison.Ordinal)
            && !page.Path.StartsWith("docs/adr/", StringComparison.Ordinal))
        from Match span in CodeSpan().Matches(page.Text)
        select (page.Path, span.Groups["text"].Value.Trim());

    [GeneratedRegex(@"^```sh(?<run> run)?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"(?<!`)`(?<text>[^`\n]+)`(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^(?:sudo (?:-u \w+ )?)?(?<words>(?:edge|edge-collector|edge-operator) [a-z][^|>]*)")]
    private static partial Regex Product();
}
