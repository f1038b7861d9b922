using System.Globalization;
using Edge.Profiles;
using Edge.Rules.Sun;

namespace Edge.Tests.Rules.Sun;

public sealed class SunPathTests
{
    private const double Tolerance = 0.01;

    // Source: Jean Meeus, "Astronomical Algorithms", 2nd edition: example 25.a (low accuracy: right
    // ascension 198.38083,
    // declination -7.78507; with the full theory of example 25.b: 198.378178 and -7.783873).
    [Fact]
    public void Gives_RightAscensionAndDeclinationOfTheWorkedExample()
    {
        double t = (2_448_908.5 - 2_451_545.0) / 36_525;
        SunPlace sun = SunPlace.At(t);
        Assert.Equal(-7.78507, Math.Asin(sun.Z) * 180 / Math.PI, 0.00001);
        Assert.Equal(198.38083, (Math.Atan2(sun.Y, sun.X) * 180 / Math.PI) + 360, 0.00001);
    }

    // Source: the same, examples 12.a and 12.b.
    [Theory]
    [InlineData(2_446_895.5, 197.693195)]
    [InlineData(2_446_896.30625, 128.7378734)]
    public void Gives_SiderealTimeOfTheWorkedExamples(double julianDay, double degrees)
    {
        double turned = SunPlace.SiderealDegrees(julianDay - 2_451_545.0);
        Assert.Equal(degrees, turned - (360 * Math.Floor(turned / 360)), 0.000001);
    }

    // Source: I. Reda, A. Andreas, "Solar Position Algorithm for Solar Radiation Applications",
    // NREL/TP-560-34302, the
    // example of its appendix: 2003-10-17 12:30:30 UTC-7, 39.742476 N, 105.1786 W. There 39.872046 degrees
    // as seen from the
    // ground; the parallax of 0.0019 degrees is not in ours.
    [Fact]
    public void Gives_TheElevationOfASecondTheory()
    {
        var path = new SunPath(new GeoPosition(39.742476, -105.1786));
        Assert.Equal(39.872046 + 0.0019, path.Elevation(Unix("2003-10-17T19:30:30Z")), Tolerance);
    }

    // At the pole the elevation is the declination. Source: obliquity of the ecliptic, 23.436 degrees in
    // 2024 (Meeus, chapter
    // 22), reached at the solstices of 2024-06-20 20:51 UTC and 2024-12-21 09:21 UTC (US Naval Observatory,
    // "Earth's
    // Seasons"), and the equinox of 2024-03-20 03:06 UTC, when it is 0.
    [Theory]
    [InlineData("2024-06-20T20:51:00Z", 23.4386)]
    [InlineData("2024-12-21T09:21:00Z", -23.4386)]
    [InlineData("2024-03-20T03:06:00Z", 0)]
    public void Stands_AtThePoleAsHighAsItsDeclination(string time, double degrees) =>
        Assert.Equal(degrees, new SunPath(new GeoPosition(90, 0)).Elevation(Unix(time)), Tolerance);

    [Fact]
    public void Moves_SmoothlyOverHundredYears()
    {
        var path = new SunPath(new GeoPosition(52.52, 13.40));
        for (long at = Unix("2000-01-01T00:00:00Z"); at < Unix("2100-01-01T00:00:00Z"); at += 7_919_000_000)
        {
            double now = path.Elevation(at);
            Assert.InRange(now, -61.0, 61.0);
            Assert.InRange(Math.Abs(path.Elevation(at + 60_000) - now), 0, 0.16);
        }
    }

    internal static long Unix(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
