using CsCheck;
using Edge.Profiles;
using Edge.Resources;
using Edge.Sensing;

namespace Edge.Tests.Resources;

public sealed class ResourceMonitorTests
{
    private static readonly ResourceThreshold Disk = ResourceCatalogue.Usual[0];

    [Fact]
    public void Holds_BetweenTheThresholds()
    {
        var monitor = new ResourceMonitor([Disk], 0);
        Assert.Equal(
            ["", "Scarce", "", "", "Enough", "", "Scarce"],
            new double[] { 89.9, 90, 95, 85.1, 85, 89.9, 90 }.Select(value => Change(monitor, value)));
    }

    [Fact]
    public void Stays_ShortWhileNothingIsMeasured()
    {
        var monitor = new ResourceMonitor([Disk], 0);
        Assert.Equal(
            ["", "Scarce", "", "", "Enough", ""],
            new double[] { double.NaN, 99, double.NaN, 88, 10, double.NaN }.Select(value => Change(monitor, value)));
        Assert.Equal(ResourceState.Unknown, monitor.Levels[0].State);
    }

    [Fact]
    public void Knows_SinceWhen()
    {
        var monitor = new ResourceMonitor([Disk], 5);
        monitor.Step([10], 100);
        monitor.Step([20], 200);
        Assert.Equal((20, ResourceState.Enough, 100), (monitor.Levels[0].Value, monitor.Levels[0].State, monitor.Levels[0].Since));
    }

    // Goal: whatever is measured, what is short was raised and not cleared since, and news alternate.
    [Fact]
    public void Alternates_WhateverIsMeasured() => Gen.OneOf(Gen.Double[0, 100], Gen.Const(double.NaN)).Array[1, 200].Sample(values =>
    {
        var monitor = new ResourceMonitor([Disk], 0);
        bool isShort = false;
        foreach (double value in values)
        {
            bool should = isShort ? !(value <= Disk.Clear) : value >= Disk.Raise;
            string change = Change(monitor, value);
            if (change != (should == isShort ? "" : should ? "Scarce" : "Enough")) { return false; }
            isShort = should;
        }

        return (monitor.Levels[0].State == ResourceState.Scarce) == isShort;
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(59_999, 0)]
    [InlineData(60_000, 60_000)]
    [InlineData(-3_600_000, -3_600_000)]
    public void Notices_AJumpOfTheClock(long by, long told)
    {
        var jumps = new ClockJumps();
        Assert.Equal(0, jumps.Look(new ReadingTime(1_000, 1_790_000_000_000, TimeQuality.Holdover)));
        Assert.Equal(told, jumps.Look(new ReadingTime(11_000, 1_790_000_010_000 + by, TimeQuality.Holdover)));
        Assert.Equal(0, jumps.Look(new ReadingTime(21_000, 1_790_000_020_000 + by, TimeQuality.Holdover)));
    }

    [Fact]
    public void Catalogue_IsInOrderAndCanBeCleared()
    {
        Assert.Equal(Enum.GetValues<ResourceKind>(), ResourceCatalogue.All.Select(each => each.Kind));
        Assert.All(ResourceCatalogue.All, each => Assert.True(each.Clear < each.Raise && each.Range.Contains(each.Raise), each.Name));
    }

    private static string Change(ResourceMonitor monitor, double value) =>
        string.Join(",", monitor.Step([value], 0).Select(level => level.State.ToString()));
}
