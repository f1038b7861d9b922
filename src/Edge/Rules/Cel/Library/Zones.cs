using System.Globalization;
using Edge.Profiles;

namespace Edge.Rules.Cel.Library;

/// <summary>Time zones by their IANA name or as an offset.</summary>
/// <remarks>Names are those of the machine's time zone data.</remarks>
internal static class Zones
{
    /// <summary>Local time, or null where the zone is not known.</summary>
    public static DateTime? Local(DateTime utc, string zone)
    {
        if (zone.Length == 0 || zone == "UTC") { return utc; }
        TimeSpan? offset = char.IsAsciiDigit(zone[^1]) && zone.Contains(':', StringComparison.Ordinal)
            ? Offset(char.IsAsciiDigit(zone[0]) ? $"+{zone}" : zone)
            : ZoneShape.WhyNot(zone) is null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? known) ? known.GetUtcOffset(utc) : null;
        if (offset is not { } shift) { return null; }
        long ticks = Math.Clamp(utc.Ticks + shift.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new DateTime(ticks);
    }

    /// <summary><c>Z</c>, <c>+hh:mm</c> or <c>-hh:mm</c>; null for anything else.</summary>
    public static TimeSpan? Offset(string text)
    {
        if (text is "Z" or "z") { return TimeSpan.Zero; }
        bool isShape = text.Length == 6 && text[0] is '+' or '-' && text[3] == ':';
        if (!isShape) { return null; }
        bool isNumber = int.TryParse(text.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            & int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes);
        if (!isNumber || hours > 23 || minutes > 59) { return null; }
        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }
}
