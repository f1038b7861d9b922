using System.Globalization;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Rollouts;

/// <summary>A rollout in lines for people.</summary>
internal static class RolloutWords
{
    public static IEnumerable<string> Of(Rollout rollout)
    {
        string starts = rollout.Starts is { } time ? string.Create(CultureInfo.InvariantCulture, $", from {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "";
        yield return $"{rollout.Component}: release {rollout.Release}{starts}{(rollout.IsPaused ? ", PAUSED" : "")}";
        if (rollout.BytesPerSecond is { } bytes) { yield return $"each device fetches at most {bytes} bytes a second"; }
        if (rollout.Windows is { } plan)
        {
            string open = string.Join("; ", plan.Open.Select(window => $"{string.Join(' ', window.Days.Select(day => $"{day}"[..3].ToLowerInvariant()))} "
                + string.Create(CultureInfo.InvariantCulture, $"{window.From:HH:mm}-{window.To:HH:mm}")));
            yield return $"installed in {open} ({plan.TimeZone}), each device up to {plan.Jitter} later";
        }
        if (rollout.Rings.IsEmpty) { yield return "everybody at once"; }
        foreach (RolloutRing ring in rollout.Rings) { yield return Of(ring); }
        int share = rollout.Rings.Max(ring => ring.Percent) ?? 0;
        if (!rollout.Rings.IsEmpty && share < 100)
        {
            yield return share == 0 ? "no other device gets it" : $"devices beyond {share} % do not get it";
        }
    }

    private static string Of(RolloutRing ring)
    {
        var parts = new List<string> { ring.Devices is { } devices ? $"{devices.Length} named" : $"up to {ring.Percent} % of all" };
        if (ring.Ramp > TimeSpan.Zero) { parts.Add($"over {ring.Ramp}"); }
        if (ring.Success is { } success) { parts.Add($"the next ring when {success} % have it"); }
        if (ring.Soak > TimeSpan.Zero) { parts.Add($"then {ring.Soak} of waiting"); }
        if (ring.MaxFailed is { } most) { parts.Add($"stops at {most} failed"); }
        if (ring.MaxFailedPercent is { } percent) { parts.Add($"stops at {percent} % failed"); }
        string counted = ring.Progress is { } progress
            ? $"; counted: {progress.Installed} of {progress.Devices} installed, {progress.Failed} failed{(ring.IsBroken ? ": STOPPED" : "")}"
            : "";
        return $"ring {ring.Name}: {string.Join(", ", parts)}{counted}";
    }
}
