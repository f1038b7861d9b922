using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Sun;
using static Edge.Tests.Rules.Sun.SunPathTests;

namespace Edge.Tests.Rules.Sun;

// Tables are rounded to the minute: half a minute of the tolerance is theirs.
public sealed class SunTimesTests
{
    private const double ToleranceSeconds = 60;
    private const long Day = 86_400_000;

    // Source: US Naval Observatory; the file names the table.
    [Fact]
    public void Agrees_WithEveryDayOfAYear()
    {
        var path = new SunPath(new GeoPosition(36.95, -112.52));
        int compared = 0;
        string table = Repository.Read("tests", "Edge.Tests", "Rules", "Sun", "usno-fredonia-2023.txt");
        foreach (string row in table.Split('\n'))
        {
            if (row.Length < 9 || row[0] == '#') { continue; }
            int day = int.Parse(row.AsSpan(0, 2), CultureInfo.InvariantCulture);
            for (int month = 1; month <= 12; month++)
            {
                int at = 4 + (11 * (month - 1));
                if (row.Length < at + 9 || row[at] == ' ') { continue; }
                long midnight = Unix($"2023-{month:00}-{day:00}T00:00:00-07:00");
                SunCrossing sun = SunTimes.Of(path, midnight, midnight + Day).Sun;
                Near(midnight, row.Substring(at, 4), sun.Dawn);
                Near(midnight, row.Substring(at + 5, 4), sun.Dusk);
                compared += 2;
            }
        }

        Assert.Equal(730, compared);
    }

    // Source: US Naval Observatory, Astronomical Applications Department: annual twilight tables of Boston
    // and Hartford 2024,
    // one-day tables of Bluffton 2018, Defiance 2019, Raleigh 2015, and for whole degrees 2024. Times are
    // UTC; the day is
    // the local one of the given offset.
    [Theory]
    [InlineData("sun", 40.8939, -83.8917, "2018-09-12", -4, "11:13", "23:50")]
    [InlineData("sun", 35.7833, -78.65, "2015-07-12", -4, "10:08", "00:32")]
    [InlineData("civil", 35.7833, -78.65, "2015-07-12", -4, "09:38", "01:02")]
    [InlineData("sun", 41.281944, -84.362778, "2019-11-08", -5, "12:17", "22:25")]
    [InlineData("civil", 41.281944, -84.362778, "2019-11-08", -5, "11:48", "22:54")]
    [InlineData("nautical", 41.281944, -84.362778, "2019-11-08", -5, "11:15", "23:27")]
    [InlineData("astronomical", 41.281944, -84.362778, "2019-11-08", -5, "10:42", "23:59")]
    [InlineData("civil", 42.32, -71.09, "2024-06-21", -5, "08:33", "00:59")]
    [InlineData("nautical", 41.76, -72.69, "2024-06-21", -5, "07:58", "01:48")]
    [InlineData("astronomical", 41.76, -72.69, "2024-06-21", -5, "07:05", "02:41")]
    [InlineData("sun", 47, 8, "2024-06-21", 1, "03:33", "19:27")]
    [InlineData("sun", -34, 151, "2024-12-21", 0, "18:42", "09:07")]
    [InlineData("sun", 60, 25, "2024-03-20", 2, "04:21", "16:35")]
    [InlineData("sun", 60, 25, "2024-03-21", 2, "04:18", "16:38")]
    public void Agrees_WithTables(
        string which, double latitude, double longitude, string date, int offset, string dawn, string dusk)
    {
        long midnight = Unix($"{date}T00:00:00Z") - (offset * 3_600_000L);
        var path = new SunPath(new GeoPosition(latitude, longitude));
        SunCrossing crossing = Of(which, SunTimes.Of(path, midnight, midnight + Day));
        NearTimeOfDay(dawn, crossing.Dawn);
        NearTimeOfDay(dusk, crossing.Dusk);
    }

    // Source: NREL/TP-560-34302, the example of its appendix: sunrise 6:12:43, UTC-7.
    [Fact]
    public void Agrees_WithASecondTheoryToTenSeconds()
    {
        long midnight = Unix("2003-10-17T07:00:00Z");
        var path = new SunPath(new GeoPosition(39.742476, -105.1786));
        SunCrossing sun = SunTimes.Of(path, midnight, midnight + Day).Sun;
        Assert.InRange(Math.Abs(sun.Dawn!.Value - Unix("2003-10-17T13:12:43Z")), 0, 10_000);
    }

    // Source: US Naval Observatory: at 70 N 20 E the sun is continuously above the horizon on 2024-06-21 and
    // continuously below
    // on 2024-12-21. Civil twilight there at noon in December: the sun reaches -3.4 degrees.
    [Fact]
    public void Says_NoneNearThePole()
    {
        var path = new SunPath(new GeoPosition(70, 20));
        long june = Unix("2024-06-20T22:00:00Z");
        Assert.Equal(default, SunTimes.Of(path, june, june + Day));
        long december = Unix("2024-12-20T23:00:00Z");
        SunTimes night = SunTimes.Of(path, december, december + Day);
        Assert.Equal(default, night.Sun);
        Assert.True(night.Civil.Dawn < night.Civil.Dusk);
        Assert.True(night.Astronomical.Dawn < night.Nautical.Dawn && night.Nautical.Dawn < night.Civil.Dawn);
    }

    [Fact]
    public void Rises_OnceAYearAtThePole()
    {
        var path = new SunPath(new GeoPosition(90, 0));
        SunCrossing[] days = [.. DaysOf(2024).Select(from => SunTimes.Of(path, from, from + Day).Sun)];
        Assert.Equal(1, days.Count(day => day.Dawn is not null));
        Assert.Equal(1, days.Count(day => day.Dusk is not null));
    }

    // Goal: no passage is lost or told twice where the sun only grazes the horizon, whatever the days are
    // cut into.
    [Theory]
    [InlineData(66.5)]
    [InlineData(67.38)]
    [InlineData(-65.73)]
    [InlineData(-89.9)]
    [InlineData(12)]
    public void Alternates_UpAndDownThroughAYear(double latitude)
    {
        var path = new SunPath(new GeoPosition(latitude, 11.7));
        double height = -50.0 / 60;
        bool isUp = path.Elevation(DaysOf(2024).First() - 1) >= height;
        foreach (long from in DaysOf(2024))
        {
            SunCrossing sun = SunTimes.Of(path, from, from + Day).Sun;
            foreach (long passage in new[] { sun.Dawn, sun.Dusk }.OfType<long>())
            {
                Assert.InRange(passage, from, from + Day - 1);
                Assert.NotEqual(path.Elevation(passage - 1) >= height, path.Elevation(passage) >= height);
            }

            bool isUpAfter = path.Elevation(from + Day - 1) >= height;
            if (isUpAfter != isUp) { Assert.True((isUpAfter ? sun.Dawn : sun.Dusk) is not null); }
            isUp = isUpAfter;
        }
    }

    [Fact]
    public void Finds_ASunThatShowsForMinutesOnly()
    {
        // On the way from polar night there is a day whose noon just reaches the horizon: seen by minutes,
        // found by the search.
        var path = new SunPath(new GeoPosition(69.65, 18.96));
        long first = DaysOf(2024).First(from => SunTimes.Of(path, from, from + Day).Sun.Dawn is not null);
        long seen = Enumerable.Range(0, 24 * 60).Select(minute => first + (minute * 60_000L))
            .FirstOrDefault(at => path.Elevation(at) >= -50.0 / 60);
        SunCrossing sun = SunTimes.Of(path, first, first + Day).Sun;
        Assert.InRange(seen - sun.Dawn!.Value, 0, 60_000);
        Assert.True(sun.Dusk > sun.Dawn);
    }

    [Fact]
    public void Refuses_ASpanThatIsNoDay()
    {
        var path = new SunPath(new GeoPosition(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SunTimes.Of(path, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SunTimes.Of(path, 0, SunTimes.MaxSpan + 1));
    }

    private static IEnumerable<long> DaysOf(int year)
    {
        long first = Unix($"{year}-01-01T00:00:00Z");
        return Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(day => first + (day * Day));
    }

    private static SunCrossing Of(string which, SunTimes times) => which switch
    {
        "sun" => times.Sun,
        "civil" => times.Civil,
        "nautical" => times.Nautical,
        _ => times.Astronomical,
    };

    private static void Near(long midnight, string hourMinute, long? found)
    {
        int minutes = (60 * int.Parse(hourMinute.AsSpan(0, 2), CultureInfo.InvariantCulture))
            + int.Parse(hourMinute.AsSpan(2), CultureInfo.InvariantCulture);
        Assert.InRange((found!.Value - midnight - (minutes * 60_000L)) / 1000.0, -ToleranceSeconds, ToleranceSeconds);
    }

    private static void NearTimeOfDay(string time, long? found)
    {
        double seconds = TimeSpan.Parse(time, CultureInfo.InvariantCulture).TotalSeconds;
        double off = (found!.Value / 1000.0 % 86_400) - seconds;
        if (off > 43_200) { off -= 86_400; }
        if (off < -43_200) { off += 86_400; }
        Assert.InRange(off, -ToleranceSeconds, ToleranceSeconds);
    }
}
