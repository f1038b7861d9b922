using System.Text;
using Edge.Operator.Commands;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Tests.Operator.Publishing;
using Edge.Updates.Releases;
using Edge.Updates.Rollouts;
using Edge.Updates.Trust;

namespace Edge.Tests.Operator.Rollouts;

/// <summary>Options of a rollout that would protect nobody, or reach nobody.</summary>
public sealed class RolloutOptionsTests
{
    private static readonly RingOptions None = new([], [], null, null, null, null, null);

    [Fact]
    public void Refuses_SafetyLimitsWithoutARing()
    {
        (string Name, RingOptions Options)[] lonely =
        [
            ("--ramp", None with { Ramp = TimeSpan.FromHours(1) }), ("--soak", None with { Soak = TimeSpan.FromHours(1) }),
            ("--success", None with { Success = 95 }), ("--max-failed", None with { MaxFailed = 1 }),
            ("--max-failed-percent", None with { MaxFailedPercent = 5 }),
        ];
        foreach ((string name, RingOptions options) in lonely)
        {
            Assert.StartsWith($"{name} belongs to a ring", options.Read().Reason, StringComparison.Ordinal);
            Assert.Single((options with { Shares = ["all=100"] }).Read().Value);
        }
        Assert.Empty(None.Read().Value);
    }

    [Fact]
    public void Names_TheOptionThatIsOutOfItsRange()
    {
        RingOptions all = None with { Shares = ["all=100"] };
        Assert.StartsWith("--max-failed:", (all with { MaxFailed = 0 }).Read().Reason, StringComparison.Ordinal);
        Assert.StartsWith("--success:", (all with { Success = 101 }).Read().Reason, StringComparison.Ordinal);
        Assert.StartsWith(
            "--max-failed-percent:", (all with { MaxFailedPercent = 0 }).Read().Reason, StringComparison.Ordinal);
        Assert.StartsWith("--ramp:", (all with { Ramp = TimeSpan.FromDays(61) }).Read().Reason, StringComparison.Ordinal);
        Assert.Contains("rises", (None with { Shares = ["a=50", "b=50"] }).Read().Reason, StringComparison.Ordinal);
        Assert.Contains("rises", (None with { Shares = ["a=101"] }).Read().Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--time-zone", "Europe/Paris", null)]
    [InlineData("--jitter", null, 10)]
    [InlineData("--window", null, null, "mon:22:00-22:00")]
    [InlineData("--jitter", null, 31, "mon:00:00-00:00", "mon:22:00-23:00")]
    public void Refuses_WindowsThatSayNothing(string option, string? zone, int? jitter, params string[] windows)
    {
        TimeSpan? late = jitter is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        Assert.StartsWith(option, new WindowOptions(windows, zone, late).Read(out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_AWholeDay_AndNoWindowAtAll()
    {
        Assert.Null(new WindowOptions(["mon:00:00-00:00"], null, TimeSpan.FromHours(12)).Read(out WindowPlan? plan));
        Assert.Equal(TimeSpan.FromDays(1), plan!.Open[0].Length);
        Assert.Equal(WindowOptions.UsualZone, plan.TimeZone);
        Assert.Null(new WindowOptions([], null, null).Read(out WindowPlan? none));
        Assert.Null(none);
    }

    [Fact]
    public async Task Refuses_AReleaseThatNobodyMayRun_AndAZoneWithoutAClock()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge 1");
        var rollout = Rollout.ForAll(ReleaseManifest.App, "1.0.0");
        Assert.Null(RolloutReach.Refuse(world.Town, rollout));
        foreach (Rollout other in (Rollout[])[rollout with { Release = "9.9.9" }, rollout with { Component = ReleaseManifest.Os }])
        {
            Assert.Contains("release assign", RolloutReach.Refuse(world.Town, other), StringComparison.Ordinal);
        }
        Assert.Contains(
            "site build", RolloutReach.Refuse(world.Town, rollout with { Component = ReleaseManifest.Site }), StringComparison.Ordinal);
        var window = new MaintenanceWindow([DayOfWeek.Monday], new TimeOnly(22, 0), new TimeOnly(4, 0));
        Assert.Null(RolloutReach.Refuse(world.Town, rollout with { Windows = new("Europe/Berlin", TimeSpan.Zero, [window]) }));
        Assert.Contains(
            "Mars/Base", RolloutReach.Refuse(world.Town, rollout with { Windows = new("Mars/Base", TimeSpan.Zero, [window]) }),
            StringComparison.Ordinal);
    }

    // A release that was assigned a moment ago and waits for its approver is there.
    [Fact]
    public async Task Takes_AReleaseWhoseConsentIsStaged()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        world.SignByTwo(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
        Assert.NotNull(RolloutReach.Refuse(world.Town, Rollout.ForAll(ReleaseManifest.App, "1.0.0")));
        world.Assign("1.0.0");
        Assert.Null(RolloutReach.Refuse(world.Town, Rollout.ForAll(ReleaseManifest.App, "1.0.0")));
    }

    [Theory]
    [InlineData("devices beyond 50 % do not get it", "half=50")]
    [InlineData("no other device gets it")]
    public void Says_WhoNeverGetsIt(string words, params string[] shares)
    {
        string[] pilots = shares.Length == 0 ? [new string('1', 32)] : [];
        var rings = (None with { Pilots = pilots, Shares = shares }).Read().Value;
        Rollout rollout = Rollout.ForAll("app", "1") with { Name = "1", Rings = rings };
        Assert.Contains(words, RolloutWords.Of(rollout));
        Rollout all = rollout with { Rings = (None with { Shares = ["all=100"] }).Read().Value };
        Assert.DoesNotContain(RolloutWords.Of(all), line => line.Contains("get", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shows_TheReasonOfAHalt()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(HaltNote.Of(world.Town));
        Assert.Null(HaltCommand.Stage(world.Town, world.Halter, isSet: true, "smoke\u001b[2J at the weir", world.Time.GetUtcNow()));
        await world.MustPublishAsync(world.Town);
        string shown = HaltNote.Of(world.Town)!.ToString();
        Assert.Contains(" at the weir", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("none")]
    [InlineData("""{"reason":7}""")]
    public async Task Shows_AHalt_WhateverStandsInIt(string content)
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        world.Change(world.Town, Roles.Halt, change => Assert.Null(change.Add(AgreedTargets.Halt, Encoding.UTF8.GetBytes(content))));
        Assert.Null(PublishingWorld.Sign(world.Town, world.Halter, SignerPart.Holder));
        await world.MustPublishAsync(world.Town);
        Assert.StartsWith("HALTED", HaltNote.Of(world.Town)!.ToString(), StringComparison.Ordinal);
    }
}
