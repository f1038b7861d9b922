using System.Globalization;

namespace Edge.Profiles;

/// <summary>Times of day as people write them.</summary>
public static class LocalTimes
{
    /// <summary><c>HH:MM</c>, 00:00 to 23:59; <c>24:00</c> is midnight at the end of the day.</summary>
    public static bool TryParse(string text, out TimeOnly time)
    {
        time = TimeOnly.MinValue;
        return text == "24:00"
            || TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }
}
