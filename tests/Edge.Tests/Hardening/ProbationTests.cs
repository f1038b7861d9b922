using System.Collections.Immutable;
using Edge.Hardening;

namespace Edge.Tests.Hardening;

public sealed class ProbationTests
{
    private static readonly BootId Boot = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
    private static readonly GuardStep Step = new(Mechanism.Unit, "a.service", "masked", Tier.Disabled, ["unit:a.service"]);

    // Goal: one dead channel keeps no plan unconfirmed for years, and what waits does not grow.
    [Fact]
    public void Drops_StepsThatAreOlderThanWhatTheyCouldHaveBroken()
    {
        var probation = new Probation(TimeSpan.Zero);
        for (int second = 0; second < 600; second += 10)
        {
            probation.Begin(Plan(Channel("eth0", true), Channel("wwan0", second == 0)), Step, At(second));
            probation.End(new HashSet<string> { Step.Key }, At(second));
            Assert.Null(probation.Look(Plan(Channel("eth0", true), Channel("wwan0", false)), At(second)));
            Assert.InRange(probation.Steps.Count(), 1, 36);
        }
        Assert.False(probation.IsConfirmed);
        Assert.Null(probation.Look(Plan(Channel("eth0", false), Channel("wwan0", false)), At(1_200)));
        Assert.Empty(probation.Steps);
        Assert.Null(probation.Look(Plan(Channel("eth0", true), Channel("wwan0", false)), At(1_300)));
        Assert.True(probation.IsConfirmed);
    }

    // Looks may lie minutes apart: an address that was lost within the window is judged in the look after it.
    [Fact]
    public void Judges_WhatWasLostAtTheEndOfTheWindow()
    {
        var probation = new Probation(TimeSpan.Zero);
        probation.Begin(Plan(Channel("eth0", true)), Step, At(0));
        probation.End(new HashSet<string> { Step.Key }, At(0));
        GuardPlan lost = Plan(new Survivor("operator channel", Found.Of(FoundKind.NetDevice, "eth0").With("carrier", "1").With("carrier-changes", "2")));
        Assert.Null(probation.Look(lost, At(300)));
        Assert.Equal(Step, Assert.Single(probation.Look(lost, At(420))!.Value.Steps));
    }

    [Fact]
    public void Keeps_WhatWasBefore_WhereNoStepHadAnEffect()
    {
        var probation = new Probation(TimeSpan.Zero);
        GuardPlan plan = Plan(Channel("eth0", true));
        Assert.Null(probation.Look(plan, At(50)));
        Assert.True(probation.IsConfirmed);
        probation.Begin(plan, Step, At(60));
        Assert.False(probation.IsConfirmed);
        probation.End(new HashSet<string>(), At(60));
        Assert.True(probation.IsConfirmed);
        Assert.Empty(probation.Steps);
    }

    [Fact]
    public void Reads_WhatItWrote_AndNothingThatWasChanged()
    {
        ProbationState state = State(3);
        byte[] bytes = ProbationCodec.Write(Boot, state);
        KeptProbation read = ProbationCodec.Read(bytes)!;
        Assert.Equal((Boot, state.Since), (read.Boot, read.State.Since));
        Assert.Equal(bytes, ProbationCodec.Write(Boot, read.State));
        Assert.Equal("unit:a.service", Assert.Single(read.State.Steps[0].Step.Cuts));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Null(ProbationCodec.Read(changed));
        }
        Assert.Null(ProbationCodec.Read(bytes.AsMemory(0, bytes.Length - 1)));
        Assert.Null(ProbationCodec.Read(new byte[ProbationCodec.MaxBytes + 1]));
    }

    [Fact]
    public void Writes_NoMoreThanIsRead()
    {
        Assert.Equal(ProbationCodec.MostSteps, ProbationCodec.Read(ProbationCodec.Write(Boot, State(ProbationCodec.MostSteps + 1)))!.State.Steps.Length);
        ProbationState odd = State(1) with { Steps = [State(1).Steps[0] with { Step = Step with { Target = new string('x', 1_025) } }] };
        Assert.Empty(ProbationCodec.Read(ProbationCodec.Write(Boot, odd))!.State.Steps);
    }

    [Fact]
    public void Reads_BrokenStepsAsTheyWereWritten_AndNothingThatWasChanged()
    {
        BrokenStep[] steps = [.. Enumerable.Range(0, BrokenStep.Most + 1).Select(i =>
            new BrokenStep($"unit {i}.service", "aa", FoundKind.NetDevice, "eth0", i, i % 2 == 0 ? null : "bb"))];
        byte[] bytes = BrokenStep.Write(steps);
        Assert.Equal(steps[1..], BrokenStep.Read(bytes));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Null(BrokenStep.Read(changed));
        }
        Assert.Null(BrokenStep.Read(new byte[BrokenStep.MaxBytes + 1]));
        Assert.Empty(BrokenStep.Read(BrokenStep.Write([steps[0] with { Key = new string('x', 1_025) }]))!);
    }

    private static ProbationState State(int steps) => new(
        At(5),
        [
            .. Enumerable.Range(0, steps).Select(i => new TriedStep(
                Step with { Target = $"{i}.service" }, ImmutableSortedDictionary<string, string>.Empty.Add("eth0", "2"), At(i), IsOnTheWay: true)),
        ],
        ImmutableSortedDictionary<string, TimeSpan>.Empty.Add("eth0", At(7)));

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private static GuardPlan Plan(params Survivor[] channels) => new([], [.. channels]);

    private static Survivor Channel(string name, bool works)
    {
        Found item = Found.Of(FoundKind.NetDevice, name).With("carrier", works ? "1" : "0").With("carrier-changes", "2");
        return new("operator channel", works ? item.With("address", "1") : item);
    }
}
