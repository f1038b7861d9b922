using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

public sealed class RuleBookTests
{
    [Fact]
    public void Tells_TheMistakesOfAllRulesInTheOrderOfTheFile()
    {
        (RuleBook? book, ImmutableArray<SiteError> errors) = Compile(
            Rule("c1 >", "late") with { ConditionAt = new SourcePosition(20, 5) },
            Rule("c0 > 1.0", "right") with { ConditionAt = new SourcePosition(15, 5) },
            Rule("co > 1.0 && c0", "early") with { ConditionAt = new SourcePosition(10, 5) });
        Assert.Null(book);
        string[] expected =
        [
            "site.yaml:10:5: rule early: no such channel: 'co'; expected a channel of this site; did you mean 'c0'?",
            "site.yaml:10:17: rule early: the value is of type double: 'c0'; expected bool, such as c0 == 1.0",
            "site.yaml:20:9: rule late: unexpected end; expected a value",
        ];
        Assert.Equal(expected, errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("q > 1.0", 7, 12)]
    [InlineData("true &&\n  q > 1.0", 8, 14)]
    [InlineData("true &&\n\nq > 1.0 ||\nfalse", 9, 12)]
    public void Puts_AMistakeOnItsLineOfABlock(string condition, int line, int column)
    {
        RuleDeclaration rule = Rule(condition) with { ConditionAt = new SourcePosition(7, 12) };
        Assert.Equal(new SourcePosition(line, column), Assert.Single(Compile(rule).Errors).At);
    }

    [Fact]
    public void Refuses_AHysteresisOnNoChannel()
    {
        SiteError error = Assert.Single(Compile(Rule(null, hysteresis: Hysteresis("c9", 2, 1))).Errors);
        Assert.Equal(("no such channel", "c9"), (error.Problem, error.Text));
        Assert.NotNull(error.Nearest);
    }

    [Fact]
    public void Lists_NoMoreMistakesThanAnybodyReads()
    {
        RuleDeclaration[] rules = [.. Enumerable.Range(0, SiteErrors.MaxErrors + 1).Select(index => Rule("q > 1.0", $"r{index}"))];
        Assert.Equal(SiteErrors.MaxErrors, Compile(rules).Errors.Length);
    }

    [Fact]
    public void Bears_ASiteThatHasOtherMistakes()
    {
        ActuatorDeclaration nameless = Actuator() with { Name = "" };
        Site site = SiteOf([nameless, nameless with { Index = 1 }], [Rule("c0 > 1.0", actuator: "none")], channels: 1);
        (RuleBook? book, ImmutableArray<SiteError> errors) = RuleBook.Compile(site, "site.yaml");
        Assert.Empty(errors);
        var engine = new RuleEngine(book!);
        engine.Scan(new Edge.Sensing.Snapshot(1, 0), default);
        Assert.Equal(Verdict.Unknown, engine.VerdictOf(0));
    }

    private static (RuleBook? Book, ImmutableArray<SiteError> Errors) Compile(params RuleDeclaration[] rules) =>
        RuleBook.Compile(SiteOf([Actuator()], [.. rules], channels: 2), "site.yaml");
}
