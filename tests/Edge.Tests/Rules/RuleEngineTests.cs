using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sensing;

namespace Edge.Tests.Rules;

public sealed class RuleEngineTests
{
    private static readonly TimeSpan Never = TimeSpan.Zero;

    [Fact]
    public void Start_PutsEveryActuatorIntoItsSafeState()
    {
        RuleEngine engine = Engine(safeOn: true, Rule("t > 1.0"));
        ActuatorEvent only = Assert.Single(engine.Start(At(0)).ToArray());
        Assert.Equal((true, ActuatorCause.Start), (only.On, only.Cause));
    }

    [Theory]
    [InlineData("t > 20.0", 21, true)]
    [InlineData("t > 20", 21, true)]
    [InlineData("t > 20.0", 20, false)]
    [InlineData("t >= 20.0 && u < 5.0", 20, true)]
    [InlineData("!(t >= 20.0) || u != 1.0", 20, false)]
    [InlineData("t * 2.0 + 1.0 == 41.0", 20, true)]
    [InlineData("t > 0.0 ? u == 1.0 : false", 20, true)]
    [InlineData("10 / 3 == 3 && 7 % 4 == 3 && -5 / 2 == -2", 20, true)]
    [InlineData("int(t) == 20 && double(2u) == 2.0", 20, true)]
    public void Scan_DecidesByTheCondition(string condition, double t, bool on)
    {
        RuleEngine engine = Engine(safeOn: false, Rule(condition));
        engine.Start(At(0));
        engine.Scan(With(t, 1), At(10));
        Assert.Equal(on, engine.IsOn(0));
    }

    [Theory]
    [InlineData("t > 1.0 && u > 1.0", double.NaN, 0.0, Verdict.False)]
    [InlineData("u > 1.0 && t > 1.0", double.NaN, 0.0, Verdict.False)]
    [InlineData("t > 1.0 && u > 1.0", double.NaN, 2.0, Verdict.Unknown)]
    [InlineData("t > 1.0 || u > 1.0", double.NaN, 2.0, Verdict.True)]
    [InlineData("u > 1.0 || t > 1.0", double.NaN, 2.0, Verdict.True)]
    [InlineData("t > 1.0 || u > 1.0", double.NaN, 0.0, Verdict.Unknown)]
    [InlineData("1 / int(t) == 1 || u > 1.0", 0.0, 2.0, Verdict.True)]
    [InlineData("1 / int(t) == 1 && u > 1.0", 0.0, 0.0, Verdict.False)]
    [InlineData("1 / int(t) == 1", 0.0, 0.0, Verdict.Unknown)]
    [InlineData("9223372036854775807 + int(t) > 0", 1.0, 0.0, Verdict.Unknown)]
    public void Verdict_OfUnknownAndError_FollowsTheShortCircuit(string condition, double t, double u, Verdict verdict)
    {
        RuleEngine engine = Engine(safeOn: false, Rule(condition));
        engine.Scan(With(t, u), At(10));
        Assert.Equal(verdict, engine.VerdictOf(0));
    }

    [Fact]
    public void Unknown_LeavesTheActuatorAsItIs_UntilTheInputsAreTooOld()
    {
        RuleEngine engine = Engine(safeOn: false, Rule("t > 20.0"));
        engine.Start(At(0));
        engine.Scan(With(21, 1, at: 1_000), At(1_000));
        Assert.True(engine.IsOn(0));
        Snapshot lost = With(21, 1, at: 1_000);
        lost.Set(Reading.Bad(0, QualityReason.NoAnswer, At(2_000)));
        engine.Scan(lost, At(2_000));
        Assert.True(engine.IsOn(0));
        Assert.Equal(11_000, engine.NextDeadline());
        engine.Scan(lost, At(10_999));
        Assert.True(engine.IsOn(0));
        engine.Scan(lost, At(11_000));
        Assert.False(engine.IsOn(0));
        Assert.Equal(ActuatorCause.StaleInput, engine.Why(0).Cause);
    }

    [Fact]
    public void Unknown_NeverSwitchesOn()
    {
        RuleEngine engine = Engine(safeOn: false, Rule("t > 20.0"));
        engine.Start(At(0));
        for (int i = 1; i < 100; i++) { engine.Scan(With(double.NaN, 1), At(i * 1_000)); }
        Assert.False(engine.IsOn(0));
    }

    [Fact]
    public void AReadingOlderThanTheActuatorBears_IsUnknown()
    {
        RuleEngine engine = Engine(safeOn: false, Rule("t > 20.0"));
        engine.Scan(With(21, 1, at: 0), At(10_000));
        Assert.Equal(Verdict.True, engine.VerdictOf(0));
        engine.Scan(With(21, 1, at: 0), At(10_001));
        Assert.Equal(Verdict.Unknown, engine.VerdictOf(0));
    }

    [Fact]
    public void HeldFor_NeedsTheConditionWithoutABreak()
    {
        RuleEngine engine = Engine(safeOn: false, Rule("t > 20.0", heldFor: TimeSpan.FromSeconds(3)));
        engine.Start(At(0));
        foreach ((long time, double t, bool on) in new[]
        {
            (0L, 21.0, false), (2_999, 21, false), (3_000, 19, false), (3_001, 21, false), (6_000, 21, false), (6_001, 21, true), (6_002, 20, false),
        })
        {
            engine.Scan(With(t, 1, at: time), At(time));
            Assert.Equal(on, engine.IsOn(0));
        }
    }

    [Fact]
    public void Hysteresis_HoldsBetweenItsLimits()
    {
        RuleEngine engine = Engine(safeOn: false, Rule(null, hysteresis: new HysteresisDeclaration("t", 1500, 1200, default)));
        engine.Start(At(0));
        foreach ((double t, bool on) in new[] { (1499.0, false), (1500, true), (1201, true), (1200, false), (1499, false) })
        {
            engine.Scan(With(t, 1), At(5));
            Assert.Equal(on, engine.IsOn(0));
        }
    }

    [Fact]
    public void MinimumTimes_HoldAnOrdinaryDecision_AndYieldToDoubt()
    {
        RuleEngine engine = Engine(safeOn: false, minOn: TimeSpan.FromSeconds(60), Rule("t > 20.0"));
        engine.Start(At(0));
        engine.Scan(With(21, 1, at: 1_000), At(1_000));
        engine.Scan(With(19, 1, at: 2_000), At(2_000));
        Assert.True(engine.IsOn(0));
        Assert.Equal((ActuatorHold.MinimumTime, 61_000), (engine.Explain(0).Hold, engine.Explain(0).Until));
        Snapshot lost = With(19, 1, at: 2_000);
        lost.Set(Reading.Bad(0, QualityReason.NoAnswer, At(3_000)));
        engine.Scan(lost, At(12_000));
        Assert.False(engine.IsOn(0));
    }

    [Fact]
    public void TheHigherPriorityWins_AndOfEqualsThatDisagreeTheSafeSide()
    {
        RuleEngine byPriority = Engine(safeOn: false, Rule("true", priority: 5), Rule("true", priority: 1, on: false));
        byPriority.Scan(With(0, 0), At(1));
        Assert.True(byPriority.IsOn(0));
        foreach (bool first in new[] { true, false })
        {
            RuleEngine tied = Engine(safeOn: false, Rule("true", on: first), Rule("true", on: !first));
            tied.Scan(With(0, 0), At(1));
            Assert.False(tied.IsOn(0));
        }
    }

    [Fact]
    public void Scan_AllocatesNothing()
    {
        RuleEngine engine = Engine(safeOn: false, Rule("t > 20.0 && u < 5.0 || t * 2.0 > 90.0", heldFor: TimeSpan.FromSeconds(1)));
        Snapshot snapshot = With(21, 1);
        for (int i = 0; i < 100; i++) { engine.Scan(snapshot, At(i)); }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) { engine.Scan(snapshot, At(i)); }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("air.temperatur > 2.0", 10, 7, "no such channel", null)]
    [InlineData("t > ", 10, 11, "unexpected end", null)]
    [InlineData("t + 1 > 2.0", 10, 11, "type int", null)]
    [InlineData("t", 10, 7, "type double", null)]
    [InlineData("tt > 1.0", 10, 7, "no such channel", "t")]
    [InlineData("t > 1.0 &&\n  w > 2.0", 11, 9, "no such channel", null)]
    [InlineData("heat([1]) > 0", 10, 7, "no such function", null)]
    [InlineData("t > 'warm'", 10, 11, "type string", null)]
    public void Compile_PutsTheErrorWhereItIs(string condition, int line, int column, string problem, string? nearest)
    {
        var (book, errors) = RuleBook.Compile(Site(false, Never, [Rule(condition) with { ConditionAt = new SourcePosition(10, 7) }]), "f.yaml");
        Assert.Null(book);
        SiteError error = Assert.Single(errors);
        Assert.Equal((line, column), (error.At.Line, error.At.Column));
        Assert.Contains(problem, error.ToString(), StringComparison.Ordinal);
        if (nearest is not null) { Assert.Equal(nearest, error.Nearest); }
    }

    private static ReadingTime At(long milliseconds) => new(milliseconds, milliseconds, TimeQuality.Synchronised);

    private static Snapshot With(double t, double u, long at = 0)
    {
        var snapshot = new Snapshot(2, 0);
        foreach ((int channel, double value) in new[] { (0, t), (1, u) })
        {
            snapshot.Set(double.IsNaN(value)
                ? Reading.Bad(channel, QualityReason.NoAnswer, At(at))
                : new Reading(channel, value, Quality.Good, QualityReason.None, At(at)));
        }

        return snapshot;
    }

    private static RuleDeclaration Rule(
        string? condition, TimeSpan heldFor = default, int priority = 0, bool on = true, HysteresisDeclaration? hysteresis = null) =>
        new("r", "a", condition, default, hysteresis, heldFor, priority, on, default);

    private static RuleEngine Engine(bool safeOn, params RuleDeclaration[] rules) => Engine(safeOn, Never, rules);

    private static RuleEngine Engine(bool safeOn, TimeSpan minOn, params RuleDeclaration[] rules)
    {
        var (book, errors) = RuleBook.Compile(Site(safeOn, minOn, rules), "test.yaml");
        Assert.Empty(errors);
        return new RuleEngine(book!);
    }

    private static Site Site(bool safeOn, TimeSpan minOn, RuleDeclaration[] rules)
    {
        ImmutableArray<ChannelDeclaration> channels =
        [
            new(0, "t", "s", "temperature", Unit.DegreeCelsius, 0.01, Conditioning.None, default),
            new(1, "u", "s", "humidity", Unit.Percent, 0.01, Conditioning.None, default),
        ];
        var board = new BoardProfile("b", "", BoardKind.Simulated, [], [], [], null, null);
        return new Site(
            "id", "p", "o", "c", null, board, null, GuardMode.ReportOnly, [], channels,
            [new ActuatorDeclaration(0, "a", "GPIO1", false, safeOn, TimeSpan.FromSeconds(10), minOn, Never, default)],
            [.. rules], [], [], null, new OutboxDeclaration(1 << 20), []);
    }
}
