using Edge.Tests.Updates.Releases;
using Edge.Updates;

namespace Edge.Tests.Updates;

public sealed class HealthVerdictTests
{
    private static readonly HealthSight Well = new(true, [], true, null, 5);
    private static readonly TimeSpan Long = HealthVerdict.Settling;

    private static HealthVerdict Of(HealthSight? sight, int seconds = 10, int? before = 5, TimeSpan? wellFor = null) =>
        HealthVerdict.Of(TestRelease.Health, sight, before, TimeSpan.FromSeconds(seconds), wellFor ?? Long);

    [Fact]
    public void Is_HealthyWhenEverythingHoldsLongEnough()
    {
        Assert.Equal(Health.Healthy, Of(Well).Health);
        Assert.Equal(Health.Open, Of(Well, wellFor: Long - TimeSpan.FromMilliseconds(1)).Health);
    }

    public static TheoryData<string> Faults => ["silent", "other", "unit", "rules", "outbox", "sensors"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Waits_UntilTheDeadline_AndSaysWhy(string fault)
    {
        (HealthSight? sight, string words) = fault switch
        {
            "silent" => (null, "no gateway answers"),
            "other" => (Well with { Runs = false }, "another version answers"),
            "unit" => (Well with { UnitsDown = ["edge.service"] }, "edge.service is not active"),
            "rules" => (Well with { ScansRules = false }, "the rules are not evaluated"),
            "outbox" => (Well with { StoresReadings = "disk full" }, "disk full"),
            _ => (Well with { UsableChannels = 4 }, "4 channels have a usable reading, expected 5"),
        };
        Assert.Equal(Health.Open, Of(sight, 299).Health);
        HealthVerdict late = Of(sight, 300);
        Assert.Equal(Health.Unhealthy, late.Health);
        Assert.Contains(words, late.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, Health.Healthy)]
    [InlineData(null, 0, Health.Open)]
    [InlineData(null, 1, Health.Healthy)]
    public void Compares_ChannelsWithTheVersionBefore(int? before, int now, Health expected) =>
        Assert.Equal(expected, Of(Well with { UsableChannels = now }, before: before).Health);

    [Fact]
    public void Asks_OnlyForWhatTheReleaseDeclares() => Assert.Equal(
        Health.Healthy,
        HealthVerdict.Of(TestRelease.Health with { Criteria = [] }, Well with { StoresReadings = "no", UsableChannels = 0 }, 5, default, Long).Health);
}
