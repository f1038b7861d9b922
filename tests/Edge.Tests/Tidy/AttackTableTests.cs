using System.Reflection;
using System.Text.RegularExpressions;

namespace Edge.Tests.Tidy;

/// <summary>Every test that docs/update-attacks.md names exists: what is claimed there can be run.</summary>
public sealed partial class AttackTableTests
{
    private const int LeastRows = 60;

    [Fact]
    public void Names_OnlyTestsThatExist()
    {
        ILookup<string, Type> classes =
            typeof(AttackTableTests).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        string[] names = [.. Tests()];
        Assert.InRange(names.Length, LeastRows, 1_000);
        Assert.All(names, name =>
        {
            string[] parts = name.Split('.');
            MethodInfo? method =
                classes[parts[0]].Select(type => type.GetMethod(parts[1])).FirstOrDefault(each => each is not null);
            Assert.True(method is not null, $"docs/update-attacks.md names {name}, and there is no such test");
            Assert.True(method.GetCustomAttributes<FactAttribute>().Any(), $"{name} is no test");
        });
    }

    // A row of a table whose attack has no test would be a claim.
    [Fact]
    public void Has_ATestInEveryRowOfAttacks()
    {
        IEnumerable<string> section =
            Text().Split('\n').SkipWhile(line => line != "## Attacks").TakeWhile(line => line != "## Power cuts");
        string[] rows = [.. section.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Except(
            ["| attack | test | result |", "| --- | --- | --- |"])];
        Assert.InRange(rows.Length, LeastRows, 1_000);
        Assert.All(rows, row => Assert.True(TestName().IsMatch(row), row));
    }

    private static IEnumerable<string> Tests() =>
        TestName().Matches(Text()).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal);

    private static string Text() => File.ReadAllText(Repository.PathOf("docs", "update-attacks.md"));

    [GeneratedRegex(@"`([A-Za-z0-9]+Tests\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
