using System.Collections.Immutable;
using System.Globalization;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Rollouts;

/// <summary>The options of <c>rollout start</c> that say when devices may install; a refusal names the option.</summary>
internal sealed record WindowOptions(string[] Texts, string? TimeZone, TimeSpan? Jitter)
{
    public const string UsualZone = "Europe/Berlin";

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Null when they can be read; no windows: no plan.</summary>
    public string? Read(out WindowPlan? plan)
    {
        plan = null;
        if (Texts.Length == 0)
        {
            string? lonely = TimeZone is not null ? "--time-zone" : Jitter is not null ? "--jitter" : null;
            return lonely is null ? null : $"{lonely} belongs to a window: without one devices install at any time. Add --window.";
        }
        var open = ImmutableArray.CreateBuilder<MaintenanceWindow>();
        foreach (string text in Texts)
        {
            if (ReadOne(text) is not { } window)
            {
                return $"--window: '{text}' is no window; expected such as mon,tue:22:00-04:00.";
            }
            if (window.From == window.To && window.From != TimeOnly.MinValue)
            {
                return $"--window: '{text}' ends when it begins; a whole day is such as mon:00:00-00:00.";
            }
            if (Jitter * 2 > window.Length) { return $"--jitter: more than half of the window '{text}'."; }
            open.Add(window);
        }
        plan = new WindowPlan(TimeZone ?? UsualZone, Jitter ?? TimeSpan.Zero, open.ToImmutable());
        return null;
    }

    private static MaintenanceWindow? ReadOne(string text)
    {
        string[] parts = text.Split(':', 2);
        if (parts.Length != 2) { return null; }
        int[] days = [.. parts[0].Split(',').Select(day => Array.IndexOf(Days, day))];
        string[] hours = parts[1].Split('-');
        bool reads = hours.Length == 2 & !days.Contains(-1);
        return reads && TryHour(hours[0], out TimeOnly from) && TryHour(hours[1], out TimeOnly to)
            ? new MaintenanceWindow([.. days.Select(day => (DayOfWeek)day)], from, to)
            : null;
    }

    private static bool TryHour(string text, out TimeOnly hour) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out hour);
}
