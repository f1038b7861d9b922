using Edge.Profiles;

namespace Edge.Rules.Sun;

/// <summary>Where the sun stands over one place, at any instant. Immutable; allocates nothing per
/// question.</summary>
/// <remarks><para>The centre of the sun above the plane of the horizon, as seen from the centre of the Earth
/// and without the
/// bending of light in the air: what twilight is defined by. Within 0.01 degrees from 1950 to 2100, which is
/// 3 seconds
/// of time where the sun rises steeply and about a minute where it takes three times an hour for a
/// degree.</para>
/// <para>Source: Jean Meeus, "Astronomical Algorithms", 2nd edition, 1998: chapter 25 "Solar coordinates,
/// low accuracy",
/// equations 25.2 to 25.8; chapter 12 "Sidereal time at Greenwich", equation 12.4; chapter 13, equation
/// 13.6.</para></remarks>
public sealed class SunPath
{
    private const long J2000UnixMilliseconds = 946_728_000_000;
    private const double MillisecondsPerDay = 86_400_000;
    private const double DaysPerCentury = 36_525;

    // Terrestrial time is ahead of universal time by 64 s in 2000 and by about 80 s in 2050. The sun moves
    // 0.04
    // arc seconds in a second: a constant is right to a hundredth of what the series leaves open.
    private const double TerrestrialMilliseconds = 70_000;

    private readonly double _longitude;
    private readonly double _sinLatitude;
    private readonly double _cosLatitude;

    public SunPath(GeoPosition position) => (_longitude, _sinLatitude, _cosLatitude) =
        (position.Longitude, Degrees.Sin(position.Latitude), Degrees.Cos(position.Latitude));

    /// <summary>Degrees above the horizon, -90 to 90.</summary>
    public double Elevation(long unixMilliseconds) => Degrees.ArcSin(SineOfElevation(unixMilliseconds));

    internal double SineOfElevation(long unixMilliseconds)
    {
        double universal = unixMilliseconds - J2000UnixMilliseconds;
        double terrestrial = universal + TerrestrialMilliseconds;
        SunPlace sun = SunPlace.At(terrestrial / MillisecondsPerDay / DaysPerCentury);
        double mean = SunPlace.SiderealDegrees(universal / MillisecondsPerDay);
        double local = mean + sun.Equinoxes + _longitude;
        double towardsMeridian = (Degrees.Cos(local) * sun.X) + (Degrees.Sin(local) * sun.Y);
        return (_sinLatitude * sun.Z) + (_cosLatitude * towardsMeridian);
    }
}

/// <summary>The direction to the sun: a unit vector towards the equinox, 90 degrees east of it, and
/// north.</summary>
/// <param name="Equinoxes">What nutation adds to mean sidereal time, in degrees.</param>
internal readonly record struct SunPlace(double X, double Y, double Z, double Equinoxes)
{
    /// <param name="t">Julian centuries of terrestrial time since 2000-01-01 12:00.</param>
    public static SunPlace At(double t)
    {
        double node = 125.04 - (1934.136 * t);
        double sinNode = Degrees.Sin(node);
        double longitude = ApparentLongitude(t, sinNode);
        double mean = 23.43929111 + (t * (-0.013004167 + (t * (-1.64e-7 + (t * 5.04e-7)))));
        double obliquity = mean + (0.00256 * Degrees.Cos(node));
        double sinLongitude = Degrees.Sin(longitude);
        double cosObliquity = Degrees.Cos(obliquity);
        return new SunPlace(
            Degrees.Cos(longitude),
            cosObliquity * sinLongitude,
            Degrees.Sin(obliquity) * sinLongitude,
            -0.00478 * sinNode * cosObliquity);
    }

    /// <summary>Mean sidereal time at Greenwich in degrees, without whole turns taken off.</summary>
    /// <param name="days">Of universal time since 2000-01-01 12:00.</param>
    public static double SiderealDegrees(double days)
    {
        double t = days / 36_525;
        double wholeTurns = 360 * (days - Math.Floor(days));
        double slow = t * t * (0.000387933 - (t / 38_710_000));
        return 280.46061837 + wholeTurns + (0.98564736629 * days) + slow;
    }

    /// <summary>Degrees from the true equinox of the date, aberration included.</summary>
    private static double ApparentLongitude(double t, double sinNode)
    {
        double mean = 280.46646 + (t * (36_000.76983 + (t * 0.0003032)));
        double anomaly = 357.52911 + (t * (35_999.05029 - (t * 0.0001537)));
        double centre = ((1.914602 - (t * (0.004817 + (t * 0.000014)))) * Degrees.Sin(anomaly))
            + ((0.019993 - (t * 0.000101)) * Degrees.Sin(2 * anomaly))
            + (0.000289 * Degrees.Sin(3 * anomaly));
        return mean + centre - 0.00569 - (0.00478 * sinNode);
    }
}
