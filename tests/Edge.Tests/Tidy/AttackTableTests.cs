using System.Reflection;
using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Every test that a page of attacks names exists: what is claimed there can be run.</summary>
public sealed partial class AttackTableTests
{
    [Theory]
    [InlineData("update-attacks.md", 60)]
    [InlineData("security.md", 13)]
    public void Names_OnlyTestsThatExist(string page, int least)
    {
        ILookup<string, Type> classes =
            typeof(AttackTableTests).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        string[] names = [.. TestName().Matches(Text(page)).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];
        Assert.InRange(names.Length, least, 1_000);
        Assert.All(names, name =>
        {
            string[] parts = name.Split('.');
            MethodInfo? method =
                classes[parts[0]].Select(type => type.GetMethod(parts[1])).FirstOrDefault(each => each is not null);
            Assert.True(method is not null, $"docs/{page} names {name}, and there is no such test");
            Assert.True(method.GetCustomAttributes<FactAttribute>().Any(), $"{name} is no test");
        });
    }

    // A row of a table whose attack has no test would be a claim.
    [Theory]
    [InlineData("update-attacks.md", "## Attacks", "## Power cuts", 60)]
    [InlineData("security.md", "### What was tried against it", "### Drift", 11)]
    [InlineData("security.md", "## The audit log", "## Not defended", 25)]
    public void Has_ATestInEveryRowOfAttacks(string page, string first, string end, int least)
    {
        IEnumerable<string> section = Text(page).Split('\n').SkipWhile(line => line != first).TakeWhile(line => line != end);
        string[] rows = [.. section.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Except(
            ["| attack | test | result |", "| --- | --- | --- |"])];
        Assert.InRange(rows.Length, least, 1_000);
        Assert.All(rows, row => Assert.True(TestName().IsMatch(row), row));
    }

    private static string Text(string page) => File.ReadAllText(Repository.PathOf("docs", page));

    [GeneratedRegex(@"`([A-Za-z0-9]+Tests\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
