using System.Collections.Immutable;
using System.Globalization;
using Edge.Updates.Rollouts;

namespace Edge.Operator.Rollouts;

/// <summary>The options of <c>rollout start</c> that make rings; a refusal names the option.</summary>
internal sealed record RingOptions(
    string[] Pilots, string[] Shares, TimeSpan? Ramp, TimeSpan? Soak, int? Success, int? MaxFailed, int? MaxFailedPercent)
{
    private const int Whole = 100;

    /// <summary>In their order; none where no option asks for one.</summary>
    public Result<ImmutableArray<RolloutRing>, string> Read()
    {
        if (Refuse() is { } refusal) { return refusal; }
        var rings = ImmutableArray.CreateBuilder<RolloutRing>();
        var devices = ImmutableArray.CreateBuilder<DeviceId>();
        foreach (string text in Pilots)
        {
            if (text.Length != 2 * DeviceId.Length || !text.All(char.IsAsciiHexDigitLower))
            {
                return $"--pilot: '{text}' is no device id; expected 32 digits.";
            }
            devices.Add(DeviceId.FromBytes(Convert.FromHexString(text)));
        }
        if (devices.Count > 0) { rings.Add(Ring("pilot", devices.ToImmutable(), null)); }
        int before = 0;
        foreach (string text in Shares)
        {
            string[] parts = text.TrimEnd('%').Split('=');
            if (parts.Length != 2
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent))
            {
                return $"--ring: '{text}' is no ring; expected NAME=PERCENT, such as tenth=10.";
            }
            if (percent <= before || percent > Whole)
            {
                return $"--ring: '{text}': a share counts the rings before it and rises, up to {Whole}.";
            }
            before = percent;
            rings.Add(Ring(parts[0], null, percent));
        }
        return rings.ToImmutable();
    }

    // Without a ring nobody would look at a limit, and everybody would get the release at once.
    private string? Refuse()
    {
        (string Name, bool IsGiven)[] limits =
        [
            ("--ramp", Ramp is not null), ("--soak", Soak is not null), ("--success", Success is not null),
            ("--max-failed", MaxFailed is not null), ("--max-failed-percent", MaxFailedPercent is not null),
        ];
        if (Pilots.Length + Shares.Length == 0 && limits.FirstOrDefault(limit => limit.IsGiven).Name is { } lonely)
        {
            return $"{lonely} belongs to a ring: without one everybody gets the release at once. Add --ring all=100.";
        }
        return Outside("--success", Success, Whole) ?? Outside("--max-failed", MaxFailed, RolloutLimits.MaxDevices)
            ?? Outside("--max-failed-percent", MaxFailedPercent, Whole) ?? TooLong("--ramp", Ramp) ?? TooLong("--soak", Soak);
    }

    private static string? Outside(string option, int? value, int most) =>
        value < 1 || value > most ? $"{option}: {value} is not 1 to {most}." : null;

    private static string? TooLong(string option, TimeSpan? value) =>
        value > RolloutLimits.LongestWait ? $"{option}: at most {RolloutLimits.LongestWait.TotalDays} days." : null;

    private RolloutRing Ring(string name, ImmutableArray<DeviceId>? devices, int? percent) => new(
        name, devices, percent, Ramp ?? TimeSpan.Zero, Soak ?? TimeSpan.Zero, Success, MaxFailed, MaxFailedPercent,
        Progress: null);
}
