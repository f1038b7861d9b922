using CsCheck;
using Edge.Updates;
using Edge.Updates.Rollouts;
using static Edge.Tests.Updates.Rollouts.TestRollout;

namespace Edge.Tests.Updates.Rollouts;

/// <summary>When a device's turn is.</summary>
public sealed class RolloutRulesTests
{
    private const long Sample = 2_000;

    [Fact]
    public void Gives_EverybodyTheReleaseWhereNothingElseIsSaid() =>
        Assert.Equal(RolloutTurn.Now, Decide(Rollout.ForAll("app", "1.4.0"), null, Start).Turn);

    [Fact]
    public void Waits_ForTheStart()
    {
        RolloutDecision decision = Decide(Of(), Gateway(1), Start.AddSeconds(-1));
        Assert.Equal((RolloutTurn.Later, Start), (decision.Turn, decision.At));
        Assert.Equal(UpdateRefusal.NotMyTurn, decision.Reason.Refusal);
        Assert.Contains("2030-01-07 08:00:00 UTC", decision.Reason.Detail, StringComparison.Ordinal);
        Assert.Equal(RolloutTurn.Now, Decide(Of(), Gateway(1), Start).Turn);
    }

    [Fact]
    public void Opens_TheNextRingByTimeAlone_WhenNoSuccessIsAskedFor()
    {
        Rollout rollout = Of(
            Named("canary", 1) with { Soak = TimeSpan.FromHours(24) },
            Share("all", 100) with { Ramp = TimeSpan.FromHours(10) });
        Assert.Equal(RolloutTurn.Now, Decide(rollout, Gateway(1), Start).Turn);
        RolloutDecision second = Decide(rollout, Gateway(2), Start);
        Assert.Equal(("all", RolloutTurn.Later), (second.Ring, second.Turn));
        Assert.InRange(second.At!.Value, Start.AddHours(24), Start.AddHours(34));
        Assert.Equal(RolloutTurn.Now, Decide(rollout, Gateway(2), second.At.Value).Turn);
        Assert.Equal(RolloutTurn.Later, Decide(rollout, Gateway(2), second.At.Value.AddTicks(-1)).Turn);
    }

    [Theory]
    [InlineData(9, true, RolloutTurn.Now)]
    [InlineData(8, true, RolloutTurn.Later)]
    [InlineData(9, false, RolloutTurn.Later)]
    public void Opens_TheNextRing_OnlyWhenEnoughHaveInstalledIt(
        int installed, bool isReached, RolloutTurn expected)
    {
        var progress = new RingProgress(10, installed, 0, isReached ? Start.AddHours(3) : null);
        Rollout rollout = Of(Named("canary", 1) with { Success = 90, Progress = progress, Soak = TimeSpan.FromHours(1) }, Share("all", 100));
        Assert.Equal(expected, Decide(rollout, Gateway(2), Start.AddHours(4)).Turn);
        Assert.NotEqual(RolloutTurn.Now, Decide(rollout, Gateway(2), Start.AddHours(4).AddTicks(-1)).Turn);
    }

    [Fact]
    public void Says_WhatARingWaitsFor()
    {
        RolloutDecision decision = Decide(
            Of(Named("canary", 1) with { Success = 90 }, Share("all", 100)), Gateway(2), Start);
        Assert.Null(decision.At);
        Assert.Equal("ring all waits until 90 % of ring canary have installed it (nothing is counted yet)", decision.Reason.Detail);
    }

    [Theory]
    [InlineData(3, null, 2, false)]
    [InlineData(3, null, 3, true)]
    [InlineData(null, 10, 9, false)]
    [InlineData(null, 10, 10, true)]
    [InlineData(null, 1, 0, false)]
    public void Stops_EverybodyWhenTooManyHaveFailed(int? count, int? percent, int failed, bool isStopped)
    {
        RolloutRing broken = Share("all", 100) with { MaxFailed = count, MaxFailedPercent = percent, Progress = new RingProgress(100, 0, failed, null) };
        RolloutDecision decision = Decide(Of(Named("canary", 1), broken), Gateway(1), Start.AddDays(1));
        Assert.Equal(isStopped ? RolloutTurn.Stopped : RolloutTurn.Now, decision.Turn);
    }

    [Fact]
    public void Pauses_Everybody() =>
        Assert.Equal(UpdateRefusal.RolloutPaused, Decide(Of() with { IsPaused = true }, Gateway(1), Start.AddDays(9)).Reason.Refusal);

    [Fact]
    public void Leaves_OutWhoIsInNoRing()
    {
        Rollout rollout = Of(Named("canary", 1));
        Assert.Equal(RolloutTurn.NotChosen, Decide(rollout, Gateway(2), Start.AddDays(9)).Turn);
        Assert.Equal(RolloutTurn.NotChosen, Decide(rollout, null, Start.AddDays(9)).Turn);
    }

    [Fact]
    public void Puts_AnUnknownDeviceBehindEverybodyElse()
    {
        Rollout rollout = Of(Share("half", 50), Share("all", 100) with { Ramp = TimeSpan.FromHours(10) });
        RolloutDecision decision = Decide(rollout, null, Start.AddHours(9));
        Assert.Equal(("all", RolloutTurn.Later), (decision.Ring, decision.Turn));
        Assert.Equal(RolloutTurn.Now, Decide(rollout, null, Start.AddHours(10)).Turn);
    }

    // The vector of docs/formats/rollout.md: other readers must find the same place.
    [Fact]
    public void Hashes_AsThePageSays()
    {
        RolloutPosition position = RolloutPosition.Of("winter", Gateway(1));
        string page = Repository.Read("docs/formats/rollout.md");
        Assert.Contains(
            FormattableString.Invariant($"{position.Percent:0.0000} %"), page, StringComparison.Ordinal);
        Assert.Contains(
            FormattableString.Invariant($"{position.Jitter:0.0000}"), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Reaches_AboutAsManyAsThePercentSay()
    {
        int reached = Enumerable.Range(0, 10_000).Count(
            i => RolloutRules.RingOf(Of(Share("some", 20)), Gateway(i)) is not null);
        Assert.InRange(reached, 1_850, 2_150);
    }

    // Goal: whoever was reached stays reached. More percent, a later hour: nobody's turn is taken back.
    [Fact]
    public void Brings_NobodyLater_WithMorePercentOrTime() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 49], Gen.Int[50, 99], Gen.Int[0, 100], Gen.Int[0, 50], Gen.Int[0, 200])
            .Sample(
                (device, first, second, hours, more, later) =>
                {
                    bool before = Decide(Growing(first, second), Gateway(device), Start.AddHours(hours)).MayInstall;
                    bool wider = Decide(Growing(Math.Min(first + more, 50), Math.Min(second + more, 100)), Gateway(device), Start.AddHours(hours)).MayInstall;
                    bool after = Decide(Growing(first, second), Gateway(device), Start.AddHours(hours + later)).MayInstall;
                    Assert.True(
                        !before || (wider && after), $"{device} {first} {second} {hours} {more} {later}");
                },
                iter: Sample);

    // Goal: each device is in exactly one ring of a rollout that reaches everybody, and in the one that
    // names it.
    [Fact]
    public void Has_NoDeviceInTwoRings() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 20], Gen.Int[1, 99]).Sample(
            (device, named, percent) =>
            {
                Rollout rollout = Of(Share("some", percent), Named("chosen", named), Share("all", 100));
                RolloutRing[] holding = [.. rollout.Rings.Where(ring => RolloutRules.RingOf(rollout, Gateway(device))!.Name == ring.Name)];
                string expected = device == named ? "chosen"
                    : RolloutPosition.Of("winter", Gateway(device)).Percent < percent ? "some" : "all";
                Assert.Equal(expected, Assert.Single(holding).Name);
            },
            iter: Sample);

    [Fact]
    public void Waits_ForTheMaintenanceWindow_ButFetchesBefore()
    {
        Rollout rollout = Of() with { Windows = new WindowPlan("Europe/Berlin", TimeSpan.Zero, [Window("22:00", "04:00")]) };
        RolloutDecision decision = Decide(rollout, Gateway(1), Start);
        Assert.Equal((true, false, UpdateRefusal.OutsideWindow), (decision.MayFetch, decision.MayInstall, decision.Reason.Refusal));
        Assert.Equal(new DateTimeOffset(2030, 1, 7, 21, 0, 0, TimeSpan.Zero), decision.At);
    }

    // A board that has lost its time must not wait for an hour that it does not know.
    [Theory]
    [InlineData(ClockVerdict.Behind)]
    [InlineData(ClockVerdict.Ahead)]
    public void Waits_ForNoWindowWithoutAClock(ClockVerdict clock)
    {
        Rollout rollout = Of() with { Windows = new WindowPlan("Europe/Berlin", TimeSpan.Zero, [Window("22:00", "04:00")]) };
        Assert.Equal(RolloutTurn.Now, Decide(rollout, Gateway(1), Start, clock).Turn);
    }

    [Fact]
    public void Waits_WhereTheTimeZoneIsNotKnown()
    {
        Rollout rollout = Of() with { Windows = new WindowPlan("Nowhere", TimeSpan.Zero, [Window("22:00", "04:00")]) };
        RolloutDecision decision = Decide(rollout, Gateway(1), Start);
        Assert.Equal((RolloutTurn.BeforeWindow, null), (decision.Turn, decision.At));
    }

    private static Rollout Growing(int first, int second) => Of(
        Share("first", first) with { Ramp = TimeSpan.FromHours(24), Soak = TimeSpan.FromHours(6) },
        Share("second", second) with { Ramp = TimeSpan.FromHours(48) });
}
