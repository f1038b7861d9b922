using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

/// <summary>The chain of timers of a rule: what it counts, what it tells a restart, and where it goes on.</summary>
public sealed class RuleTimersTests
{
    private const long MaxInputAge = 2_000;

    private static readonly RuleDeclaration Chain = RuleWorld.Rule("x", heldFor: 2) with
    {
        OffDelay = TimeSpan.FromSeconds(3), Cooldown = TimeSpan.FromSeconds(5),
    };

    private static readonly RuleDeclaration Pulsed = RuleWorld.Rule("x") with { Pulse = TimeSpan.FromSeconds(4) };

    [Fact]
    public void Counts_OneBehindTheOther()
    {
        var timers = new RuleTimers(Chain, MaxInputAge);
        Assert.Equal(Memory(), Taken(timers, 0));
        Assert.Equal((Verdict.False, 3_000, 2_000), Step(timers, Verdict.True, 1_000));
        Assert.Equal(Memory() with { HeldMs = 500 }, Taken(timers, 1_500));
        Assert.Equal((Verdict.True, long.MaxValue, long.MaxValue), Step(timers, Verdict.True, 3_000));
        Assert.Equal(Memory() with { HeldMs = 2_000, IsOffDelayOn = true, IsCooldownOwed = true }, Taken(timers, 3_000));
        Assert.Equal((Verdict.True, 7_000, 3_000), Step(timers, Verdict.False, 4_000));
        Assert.Equal(Memory() with { FallenMs = 500, IsOffDelayOn = true, IsCooldownOwed = true }, Taken(timers, 4_500));
        Assert.Equal(3_000, timers.ShortestRunning(6_999));
        Assert.Equal(long.MaxValue, timers.ShortestRunning(7_000));
        Assert.Equal((Verdict.False, 12_000, 5_000), Step(timers, Verdict.False, 7_000));
        Assert.Equal(Memory() with { CooldownMs = 1_000 }, Taken(timers, 8_000));
        // While it rests the time before it goes on.
        Assert.Equal((Verdict.False, 11_500, 2_000), Step(timers, Verdict.True, 9_500));
        Assert.Equal((Verdict.False, 12_000, 5_000), Step(timers, Verdict.True, 11_500));
        Assert.Equal(long.MaxValue, timers.ShortestRunning(12_000));
        Assert.Equal((Verdict.True, long.MaxValue, long.MaxValue), Step(timers, Verdict.True, 12_000));
    }

    [Fact]
    public void Counts_APulse()
    {
        var timers = new RuleTimers(Pulsed, MaxInputAge);
        Assert.Equal((Verdict.True, 5_000, 4_000), Step(timers, Verdict.True, 1_000));
        Assert.Equal(Memory() with { PulseMs = 1_000 }, Taken(timers, 2_000));
        Assert.Equal(4_000, timers.ShortestRunning(4_999));
        Assert.Equal(long.MaxValue, timers.ShortestRunning(5_000));
        Assert.Equal((Verdict.False, long.MaxValue, long.MaxValue), Step(timers, Verdict.True, 5_000));
        Assert.Equal(Memory() with { IsPulseSpent = true }, Taken(timers, 5_000));
        Assert.Equal((Verdict.False, long.MaxValue, long.MaxValue), Step(timers, Verdict.False, 6_000));
        Assert.Equal(Memory(), Taken(timers, 6_000));
    }

    // The shortest of several that run, and the first to end: not the same one.
    [Fact]
    public void Tells_TheShortestAndTheFirst()
    {
        var timers = new RuleTimers(Chain with { OffDelay = TimeSpan.Zero, Pulse = TimeSpan.FromSeconds(9), HeldFor = TimeSpan.FromSeconds(7) }, MaxInputAge);
        timers.Restore(Memory() with { HeldMs = 0, PulseMs = 8_000 }, off: 0, now: 10_000);
        Step(timers, Verdict.True, 10_500);
        Assert.Equal((11_000L, 7_000L), (timers.Deadline, timers.ShortestRunning(10_500)));
    }

    // Each edge gives other marks: a restart must not forget it. What only counts gives the same.
    [Fact]
    public void Marks_Edges()
    {
        Assert.Equal("! . ! . ! . . ! . .", Edges(Chain, "TTTTFFFFFF", 1_000).Trim());
        Assert.Equal("! . . . ! . !", Edges(Pulsed, "TTTTTTF", 1_000).Trim());
        Assert.Equal(". . .", Edges(RuleWorld.Rule("x"), "TFT", 1_000).Trim());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public void Goes_OnAfterARestart(long off)
    {
        RuleMemory left = Memory() with
        {
            HeldMs = 500, IsOffDelayOn = true, FallenMs = 1_000, IsPulseSpent = true, PulseMs = 400, IsCooldownOwed = true, CooldownMs = 200,
        };
        var timers = new RuleTimers(Chain with { Pulse = TimeSpan.FromSeconds(4) }, MaxInputAge);
        timers.Restore(left, off, now: 50_000);
        Assert.Equal(
            left with { FallenMs = 1_000 + off, PulseMs = 400 + off, CooldownMs = 200 + off, HeldMs = 500 }, Taken(timers, 50_000));
        timers.Reset();
        Assert.Equal((Memory(), long.MaxValue, new RuleTimers(Chain, MaxInputAge).Marks), (Taken(timers, 50_000), timers.Deadline, timers.Marks));
        timers.Restore(left, off, now: 50_000);
        timers.Restore(Memory(), off, now: 50_000);
        Assert.Equal(Memory(), Taken(timers, 50_000));
    }

    // An edge of this very moment is an edge.
    [Fact]
    public void Goes_OnWithAnAgeOfNothing()
    {
        RuleMemory left = Memory() with { HeldMs = 0, IsOffDelayOn = true, FallenMs = 0, PulseMs = 0, CooldownMs = 0 };
        var timers = new RuleTimers(Chain with { Pulse = TimeSpan.FromSeconds(4) }, MaxInputAge);
        timers.Restore(left, off: 0, now: 50_000);
        Assert.Equal(left, Taken(timers, 50_000));
        timers.Restore(left, off: MaxInputAge + 1, now: 50_000);
        Assert.Equal((true, MaxInputAge + 1), (Taken(timers, 50_000).IsOffDelayOn, Taken(timers, 50_000).FallenMs));
    }

    // It is on and its input had not fallen: nobody knows what it is after so long.
    [Theory]
    [InlineData(MaxInputAge, true)]
    [InlineData(MaxInputAge + 1, false)]
    public void Forgets_AnOffDelayThatWasWithoutInputForTooLong(long off, bool isOn)
    {
        var timers = new RuleTimers(Chain, MaxInputAge);
        timers.Restore(Memory() with { IsOffDelayOn = true }, off, now: 50_000);
        Assert.Equal((isOn, -1L), (Taken(timers, 50_000).IsOffDelayOn, Taken(timers, 50_000).FallenMs));
    }

    // Unknown time does not count, and the longer of both times bounds how long it may have been off.
    [Theory]
    [InlineData(10_000, 2_000, 10_000, true)]
    [InlineData(10_000, 2_000, 10_001, false)]
    [InlineData(1_000, 5_000, 5_000, true)]
    [InlineData(1_000, 5_000, 5_001, false)]
    public void HeldFor_StandsStillOverARestart(long milliseconds, long maxInputAge, long off, bool counts)
    {
        var held = new HeldFor(milliseconds, maxInputAge);
        held.Restore(900, off, now: 100_000);
        Assert.Equal((counts, counts ? 900L : -1L), (held.Counts, held.AgeAt(101_000)));
        held.Known(input: true, 101_000);
        Assert.Equal(counts ? 900L : 0, held.AgeAt(101_000));
        held.Unknown(usableAt: 101_000, now: 101_100);
        Assert.Equal(counts ? 1_000L : 100, held.AgeAt(103_000));
        held.Restore(-1, 0, 104_000);
        Assert.Equal((false, -1L, false), (held.Counts, held.AgeAt(104_000), held.IsRunning(104_000)));
    }

    private static string Edges(RuleDeclaration rule, string inputs, long step)
    {
        var timers = new RuleTimers(rule, MaxInputAge);
        TimerMarks before = timers.Marks;
        string found = "";
        for (int i = 0; i < inputs.Length; i++)
        {
            timers.Step(inputs[i] == 'T' ? Verdict.True : Verdict.False, 0, (i + 1) * step);
            found += timers.Marks == before ? ". " : "! ";
            before = timers.Marks;
        }

        return found;
    }

    private static (Verdict Verdict, long Deadline, long Shortest) Step(RuleTimers timers, Verdict input, long now) =>
        (timers.Step(input, now, now), timers.Deadline, timers.ShortestRunning(now));

    private static RuleMemory Taken(RuleTimers timers, long now) => timers.Capture(Memory(), now);

    private static RuleMemory Memory() => new("r", 1);
}
