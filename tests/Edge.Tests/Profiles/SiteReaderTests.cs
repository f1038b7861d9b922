using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class SiteReaderTests
{
    private const string CasesFile = "site-errors.txt";

    public static TheoryData<string> Cases => ErrorCases.In(CasesFile);

    [Theory, MemberData(nameof(Cases))]
    public void Reports_PlaceExpectationAndNearestName(string @case)
    {
        ErrorCases.Rewrite(CasesFile, ErrorsOf);
        Assert.NotEmpty(ErrorsOf(@case));
        Assert.Equal(ErrorCases.ExpectedFor(CasesFile, @case), ErrorsOf(@case));
    }

    [Fact]
    public void Reads_SiteWithDefaultsFilledIn()
    {
        SiteReading reading = Shipped.Read(SmallSite.Text);
        Assert.Empty(reading.Errors);
        Site site = reading.Site!;
        Assert.Equal(("weir", "simulated", GuardMode.Enforce), (site.Id, site.Board.Name, site.Guard));
        Assert.Equal(["air.temperature", "air.humidity", "rain.total"],
            site.Channels.Select(channel => channel.Name));
        Assert.Equal([0, 1, 2], site.Channels.Select(channel => channel.Index));
        Assert.Equal((0x76, "i2c-1", null),
            (site.Sensors[0].Address!.Value, site.Sensors[0].Bus, site.Sensors[0].Pin));
        Assert.Equal("0.2", site.Sensors[1].Options["millimetres-per-tip"]);
        Assert.Equal(TimeSpan.FromSeconds(30), site.Actuators[0].MaxInputAge);
        Assert.Equal<int>([0, 1, 2], site.Streams[0].Channels);
        Assert.Equal((1000, 5, ProtectionNeed.Normal),
            (site.Streams[0].MaxReadings, site.Streams[0].Priority, site.Streams[0].Integrity));
        Assert.Equal(64L << 20, site.Outbox.BudgetBytes);
        Assert.Equal(TimeSpan.FromSeconds(10), site.Uplink!.Every);
    }

    [Theory]
    [InlineData("{temperature: {raise: 70}}", "temperature", 70, 65)]
    [InlineData("{temperature: {clear: 60}}", "temperature", 80, 60)]
    [InlineData("{outbox-age: {raise: 2d, clear: 3h}}", "outbox-age", 172_800_000, 10_800_000)]
    [InlineData("{disk: {raise: 3}}", "disk", 3, 1)]
    [InlineData("{clock-unsynchronised: {raise: 1h}}", "clock-unsynchronised", 3_600_000, 0)]
    [InlineData("{}", "inodes", 90, 85)]
    public void Reads_WhatCountsAsShort(string resources, string name, double raise, double clear)
    {
        SiteReading reading = Shipped.Read(SmallSite.Text + $"resources: {resources}\n");
        Assert.Empty(reading.Errors);
        Assert.Equal(ResourceCatalogue.All.Select(each => each.Name), reading.Site!.Resources.Select(each => each.Resource.Name));
        ResourceThreshold read = reading.Site.Resources.Single(each => each.Resource.Name == name);
        Assert.Equal((raise, clear), (read.Raise, read.Clear));
    }

    [Fact]
    public void Takes_RangeOfTheDataSheetThroughScaleAndOffset()
    {
        Site site = SmallSite.ReadWith("quantity: temperature}",
            "quantity: temperature, scale: -2, offset: 1}").Site!;
        Assert.Equal(new Interval(-169, 81), site.Channels[0].Conditioning.Range);
        Assert.Equal(0.02, site.Channels[0].Resolution);
    }

    [Theory]
    [InlineData("when: \"air.temperature > 28.0\"", 21, 40)]
    [InlineData("when: 'air.temperature > 28.0'", 21, 40)]
    [InlineData("when: air.temperature > 28.0", 21, 39)]
    [InlineData("when: |-\n      air.temperature > 28.0\n   ", 22, 7)]
    [InlineData("when: >-  # why\n\n        air.temperature\n        > 28.0\n   ", 23, 9)]
    public void Keeps_PlaceWhereTheConditionStarts(string when, int line, int column)
    {
        Site site = SmallSite.ReadWith("when: \"air.temperature > 28.0\"}", when + "}")
            is { Site: { } flow, Errors.IsEmpty: true }
            ? flow
            : SmallSite.ReadWith("{name: cool, actuator: fan, when: \"air.temperature > 28.0\"}",
                "name: cool\n    actuator: fan\n    " + when).Site!;
        SourcePosition at = site.Rules[0].ConditionAt;
        int shift = when.Contains('\n', StringComparison.Ordinal) ? 2 : 0;
        Assert.Equal("air.temperature > 28.0", site.Rules[0].Condition);
        Assert.Equal((line + shift, column), (at.Line, at.Column));
    }

    [Fact]
    public void Keeps_ChannelsOfSensorWithAnUnknownDriver()
    {
        SiteReading reading = SmallSite.ReadWith("driver: bme280", "driver: bme281");
        Assert.Contains(reading.Site!.Channels, channel => channel.Name == "air.temperature");
        Assert.Single(reading.Errors);
    }

    [Fact]
    public void Expands_AllAndGroupsInTheOrderOfTheSite()
    {
        Assert.Equal<int>([0, 1, 2], ChannelsOf("all"));
        Assert.Equal<int>([2, 0, 1], ChannelsOf("[rain.*, air.*]"));
        Assert.Equal<int>([1, 0], ChannelsOf("[air.humidity, air.*]"));
    }

    [Fact]
    public void Lets_ReservedPinBeUsedWhileItsBusIsNot()
    {
        Assert.Empty(SmallSite.ReadWith("pin: GPIO24", "pin: GPIO4").Errors);
        Assert.Single(SmallSite.ReadWith("pin: GPIO24", "pin: GPIO2").Errors);
    }

    [Fact]
    public void Reports_ErrorsOfTheBoardUnderItsOwnName()
    {
        var shelf = new BoardShelf(new Dictionary<string, BoardFile>
        {
            ["simulated"] = new("boards/simulated.yaml", "edge: 1\nboard: {name: simulated, kind: simulated}\n"),
        });
        SiteReading reading = SiteReader.Read(SmallSite.Text, "site.yaml", shelf);
        Assert.Equal("boards/simulated.yaml:2:8: missing key: 'description'; expected description: "
            + "a text of at most 300 characters", Assert.Single(reading.Errors).ToString());
        Assert.False(reading.IsUsable);
    }

    private static ImmutableArray<int> ChannelsOf(string list) =>
        SmallSite.ReadWith("[air.*, rain.total]", list).Site!.Streams[0].Channels;

    private static string ErrorsOf(string @case) =>
        string.Join('\n', Shipped.Read(ErrorCases.Spoil(SmallSite.Text, @case)).Errors
            .Select(error => error.ToString()));
}
