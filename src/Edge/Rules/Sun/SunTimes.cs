namespace Edge.Rules.Sun;

/// <summary>When the sun passes a height on its way up and on its way down; null: not in this span.</summary>
/// <param name="Dawn">Unix milliseconds: the first moment at or above, after one below.</param>
/// <param name="Dusk">Unix milliseconds: the last moment that is the first one below.</param>
public readonly record struct SunCrossing(long? Dawn, long? Dusk);

/// <summary>Sunrise, sunset and the three twilights of one local day.</summary>
/// <remarks>Near the poles a day may have none: the sun stays above or below all day, or moves so that only
/// one of the two falls into the day. Then that one is null; nothing is made up. Within 60 seconds of
/// published tables where the sun moves by more than a degree in half an hour. A flat horizon at sea level
/// is meant; hills are not known. Source of the heights: US Naval Observatory, "Rise, Set, and Twilight
/// Definitions".</remarks>
/// <param name="Sun">Sunrise and sunset: the upper edge at the horizon in mean air, the centre 50 arc minutes
/// below.</param>
/// <param name="Civil">6 degrees below: outdoors one still sees.</param>
/// <param name="Nautical">12 degrees below.</param>
/// <param name="Astronomical">18 degrees below: beyond it the sky is as dark as it gets.</param>
public readonly record struct SunTimes(
    SunCrossing Sun, SunCrossing Civil, SunCrossing Nautical, SunCrossing Astronomical)
{
    /// <summary>The span is at most this long: a local day has up to 25 hours, in a change of zone up to
    /// 49.</summary>
    public const long MaxSpan = 50 * 3_600_000L;

    /// <summary>Of the half-open span of time; the same input gives the same milliseconds
    /// everywhere.</summary>
    /// <param name="from">Unix milliseconds.</param>
    /// <param name="until">Unix milliseconds, after <paramref name="from"/> by at most
    /// <see cref="MaxSpan"/>.</param>
    public static SunTimes Of(SunPath path, long from, long until)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(until - from, MaxSpan);
        var day = new SunDay(path, from, until);
        return new SunTimes(
            day.Crossing(-50.0 / 60), day.Crossing(-6), day.Crossing(-12), day.Crossing(-18));
    }
}
