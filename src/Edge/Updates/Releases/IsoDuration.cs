using System.Globalization;

namespace Edge.Updates.Releases;

/// <summary>Durations as manifests write them: <c>PT5M</c>, <c>PT1H30M</c>, <c>PT45S</c>.</summary>
/// <remarks>Whole hours, minutes and seconds, each at most once and of at most four digits. Source: ISO 8601-1:2019, 5.5.2.</remarks>
public static class IsoDuration
{
    private const int MaxDigits = 4;
    private const string Units = "HMS";

    public static TimeSpan? TryParse(string text)
    {
        if (!text.StartsWith("PT", StringComparison.Ordinal)) { return null; }
        ReadOnlySpan<char> rest = text.AsSpan(2);
        int seconds = 0, unit = -1;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaxDigits) { return null; }
            int next = Units.IndexOf(rest[digits], StringComparison.Ordinal);
            if (next <= unit) { return null; }
            unit = next;
            int count = int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            seconds += count * (unit switch { 0 => 3_600, 1 => 60, _ => 1 });
            rest = rest[(digits + 1)..];
        }
        return unit < 0 ? null : TimeSpan.FromSeconds(seconds);
    }

    /// <param name="duration">Whole seconds, at most 9999 hours; the rest is cut off.</param>
    public static string Write(TimeSpan duration)
    {
        int seconds = (int)duration.TotalSeconds;
        return seconds == 0 ? "PT0S" : $"PT{Part(seconds / 3_600, 'H')}{Part(seconds / 60 % 60, 'M')}{Part(seconds % 60, 'S')}";
    }

    private static string Part(int count, char unit) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
}
