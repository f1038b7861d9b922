using System.Collections.Immutable;
using Edge.Updates;
using Edge.Updates.Rollouts;

namespace Edge.Tests.Updates.Rollouts;

/// <summary>Rollouts and devices to try them with.</summary>
internal static class TestRollout
{
    public static readonly DateTimeOffset Start = new(2030, 1, 7, 8, 0, 0, TimeSpan.Zero);

    public static Rollout Of(params RolloutRing[] rings) =>
        new(
            "app", "1.4.0", "winter", IsPaused: false, Start, BytesPerSecond: null, [.. rings], Windows: null);

    public static RolloutRing Share(string name, int percent, int? success = null) =>
        new(name, null, percent, TimeSpan.Zero, TimeSpan.Zero, success, null, null, null);

    public static RolloutRing Named(string name, params int[] devices) =>
        new(name, [.. devices.Select(Gateway)], null, TimeSpan.Zero, TimeSpan.Zero, null, null, null, null);

    public static DeviceId Gateway(int number) => new((UInt128)number);

    public static MaintenanceWindow Window(string from, string to, params DayOfWeek[] days) => new(
        days.Length == 0 ? [.. Enum.GetValues<DayOfWeek>()] : [.. days],
        TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
        TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture));

    public static RolloutDecision Decide(
        Rollout rollout, DeviceId? device, DateTimeOffset now, ClockVerdict clock = ClockVerdict.Believed) =>
        RolloutRules.Decide(rollout, new RolloutSeat(device, new ReferenceTime(now, clock), Zone));

    public static TimeZoneInfo? Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : null;

    /// <summary>Everything that a rollout can say.</summary>
    public static Rollout Full => new(
        "app", "1.4.0", "winter", IsPaused: true, Start, 65_536,
        [
            Named("canary", 1, 2) with { Soak = TimeSpan.FromHours(30), Success = 100, MaxFailed = 1, Progress = new RingProgress(2, 2, 0, Start) },
            Share("early", 10, 90) with { Ramp = TimeSpan.FromMinutes(90), MaxFailedPercent = 5, Progress = new RingProgress(40, 10, 1, null) },
            Share("all", 100),
        ],
        new WindowPlan("Europe/Berlin", TimeSpan.FromMinutes(30), ImmutableArray.Create(Window("22:30", "04:00", DayOfWeek.Monday, DayOfWeek.Sunday))));
}
