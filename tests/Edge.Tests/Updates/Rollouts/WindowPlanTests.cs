using CsCheck;
using Edge.Updates.Rollouts;
using static Edge.Tests.Updates.Rollouts.TestRollout;

namespace Edge.Tests.Updates.Rollouts;

/// <summary>Maintenance windows on the clock of the wall, across midnight and changes of the
/// clocks.</summary>
public sealed class WindowPlanTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("22:00", "04:00", "2030-01-07T20:59:59Z", "2030-01-07T21:00:00Z")]
    [InlineData("22:00", "04:00", "2030-01-07T21:00:00Z", "2030-01-07T21:00:00Z")]
    [InlineData("22:00", "04:00", "2030-01-08T02:59:59Z", "2030-01-08T02:59:59Z")]
    [InlineData("22:00", "04:00", "2030-01-08T03:00:00Z", "2030-01-08T21:00:00Z")]
    [InlineData("00:00", "00:00", "2030-01-08T03:00:00Z", "2030-01-08T03:00:00Z")]
    [InlineData("09:00", "10:00", "2030-07-08T06:00:00Z", "2030-07-08T07:00:00Z")]   // summer: UTC+2
    // Clocks go from 02:00 to 03:00 on 2030-03-31: 02:30 is 03:30 there.
    [InlineData("02:30", "05:00", "2030-03-31T00:00:00Z", "2030-03-31T01:30:00Z")]
    [InlineData("22:00", "04:00", "2030-03-31T01:59:59Z", "2030-03-31T01:59:59Z")]
    [InlineData("22:00", "04:00", "2030-03-31T02:00:00Z", "2030-03-31T20:00:00Z")]
    // Clocks go from 03:00 to 02:00 on 2030-10-27: the hour from 02:00 to 03:00 comes twice and belongs to
    // the window both times.
    [InlineData("02:00", "03:00", "2030-10-26T23:59:59Z", "2030-10-27T00:00:00Z")]
    [InlineData("02:00", "03:00", "2030-10-27T01:59:59Z", "2030-10-27T01:59:59Z")]
    [InlineData("02:00", "03:00", "2030-10-27T02:00:00Z", "2030-10-28T01:00:00Z")]
    public void Opens_AcrossMidnightAndChangesOfTheClocks(
        string from, string to, string now, string expected) =>
        Assert.Equal(Time(expected), new WindowPlan("Europe/Berlin", TimeSpan.Zero, [Window(from, to)]).Next(Time(now), default, Berlin));

    [Fact]
    public void Counts_TheDayOnWhichItBegins()
    {
        var plan = new WindowPlan(
            "Europe/Berlin", TimeSpan.Zero, [Window("22:00", "04:00", DayOfWeek.Friday)]);
        Assert.Equal(Time("2030-01-12T01:00:00Z"), plan.Next(Time("2030-01-12T01:00:00Z"), default, Berlin));
        Assert.Equal(Time("2030-01-18T21:00:00Z"), plan.Next(Time("2030-01-12T03:00:00Z"), default, Berlin));
        Assert.Equal(Time("2030-01-18T21:00:00Z"), plan.Next(Time("2030-01-12T21:30:00Z"), default, Berlin));
    }

    [Fact]
    public void Spreads_DevicesByTheJitter()
    {
        var plan = new WindowPlan("Europe/Berlin", TimeSpan.FromHours(1), [Window("22:00", "04:00")]);
        DateTimeOffset[] starts = [.. Enumerable.Range(0, 200)
            .Select(i => plan.Next(Start, RolloutPosition.Of("winter", Gateway(i)), Berlin))];
        DateTimeOffset opens = Time("2030-01-07T21:00:00Z");
        Assert.All(starts, start => Assert.InRange(start, opens, opens.AddHours(1)));
        Assert.InRange(starts.Count(start => start < opens.AddMinutes(30)), 70, 130);
    }

    [Fact]
    public void Waits_AWeekLonger_WhereClocksSkipTheOnlyWindow()
    {
        // On 28 March 2027 two o'clock is three o'clock in Berlin: half past two until ten past three does not come.
        var window = new MaintenanceWindow([DayOfWeek.Sunday], new TimeOnly(2, 30), new TimeOnly(3, 10));
        var plan = new WindowPlan("Europe/Berlin", TimeSpan.Zero, [window]);
        RolloutPosition position = RolloutPosition.Of("winter", Gateway(1));
        Assert.Equal(Time("2027-04-04T00:30:00Z"), plan.Next(Time("2027-03-21T12:00:00Z"), position, Berlin));
    }

    // Goal: a wait ends. Whatever the windows, the moment that is named is in a window, and none before it
    // is.
    [Fact]
    public void Names_AMomentThatIsInTheWindow() =>
        Gen.Select(Gen.Int[0, 366 * 24 * 60], Gen.Int[0, 1_439], Gen.Int[0, 1_439], Gen.Int[0, 6], Gen.Int[0, 1_000]).Sample(
            (minutes, from, to, day, device) =>
            {
                var window = new MaintenanceWindow(
                    [(DayOfWeek)day], TimeOnly.MinValue.AddMinutes(from), TimeOnly.MinValue.AddMinutes(to));
                var plan = new WindowPlan("Europe/Berlin", window.Length / 2, [window]);
                RolloutPosition position = RolloutPosition.Of("winter", Gateway(device));
                DateTimeOffset now = Start.AddMinutes(minutes), next = plan.Next(now, position, Berlin);
                Assert.InRange(next, now, now.AddDays(15));
                Assert.Equal(next, plan.Next(next, position, Berlin));
                DateTimeOffset between = now + ((next - now) / 2);
                Assert.Equal(next == now ? now : next, plan.Next(between, position, Berlin));
            },
            iter: 2_000);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
