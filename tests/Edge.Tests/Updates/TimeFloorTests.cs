using CsCheck;
using Edge.Updates;

namespace Edge.Tests.Updates;

public sealed class TimeFloorTests
{
    private static readonly DateTimeOffset Floor = TimeFloor.Earliest.AddDays(100);

    [Fact]
    public void Believes_AClockAboveTheFloor() =>
        Assert.Equal(new ReferenceTime(Floor.AddDays(1), ClockVerdict.Believed), TimeFloor.Read(Floor, Floor.AddDays(1), TimeSpan.Zero));

    [Theory]
    [InlineData(1970, ClockVerdict.Behind)]
    [InlineData(2099, ClockVerdict.Ahead)]
    [InlineData(9999, ClockVerdict.Ahead)]
    public void Takes_TheFloorWhereTheClockIsImpossible(int year, ClockVerdict verdict) => Assert.Equal(
        new ReferenceTime(Floor, verdict),
        TimeFloor.Read(Floor, new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.Zero));

    [Fact]
    public void Believes_UpToTheCeiling()
    {
        Assert.Equal(ClockVerdict.Believed, TimeFloor.Read(Floor, Floor + TimeFloor.Ceiling, TimeSpan.Zero).Clock);
        Assert.Equal(ClockVerdict.Ahead, TimeFloor.Read(Floor, Floor + TimeFloor.Ceiling + TimeSpan.FromSeconds(1), TimeSpan.Zero).Clock);
    }

    [Fact]
    public void Goes_NotBelowTheFloorForAStick()
    {
        TimeSpan month = TimeSpan.FromDays(30);
        Assert.Equal(Floor, TimeFloor.Read(Floor, Floor.AddDays(10), month).Time);
        Assert.Equal(Floor.AddDays(10), TimeFloor.Read(Floor, Floor.AddDays(40), month).Time);
    }

    // A signer's clock in 2099 must not brick: the next honest document still counts.
    [Fact]
    public void Passes_OverASignedTimeBeyondTheCeiling() =>
        Assert.Equal(Floor, TimeFloor.Raise(Floor, Floor + TimeFloor.Ceiling + TimeSpan.FromDays(1)));

    [Fact]
    public void Agrees_OnTheLowestSignedTime_AndNeverUpToAnExpiry()
    {
        DateTimeOffset year = Floor.AddDays(365);
        Assert.Equal(Floor, TimeFloor.Agreed([new(Floor.AddDays(60), year), new(Floor, year)]));
        Assert.Equal(Floor.AddSeconds(-1), TimeFloor.Agreed([new(year, year), new(year, Floor)]));
        Assert.Null(TimeFloor.Agreed([new(Floor, year), new(null, year)]));
        Assert.Null(TimeFloor.Agreed([]));
    }

    [Fact]
    public void Rises_Only() => Gen.Int[-4_000, 4_000].Array[1, 20].Sample(days =>
    {
        UpdateFloors floors = UpdateFloors.None;
        foreach (int day in days)
        {
            UpdateFloors next = floors.RaiseTime(TimeFloor.Earliest.AddDays(day)).RaiseEpoch("app", Math.Max(0, day));
            Assert.True(next.Time >= floors.Time && next.EpochOf("app") >= floors.EpochOf("app"));
            floors = next;
        }
    });

    [Fact]
    public void Takes_TheHigherOfTwoCopies()
    {
        UpdateFloors a = UpdateFloors.None.RaiseEpoch("app", 3).RaiseEpoch("site", 1);
        UpdateFloors b = UpdateFloors.None.RaiseEpoch("app", 2).RaiseTime(Floor);
        UpdateFloors both = a.Max(b);
        Assert.Equal((3, 1, Floor), (both.EpochOf("app"), both.EpochOf("site"), both.Time));
        Assert.True(both.IsSame(b.Max(a)));
    }
}
