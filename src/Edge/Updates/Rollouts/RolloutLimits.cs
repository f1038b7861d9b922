namespace Edge.Updates.Rollouts;

/// <summary>What a rollout may ask a device to read and to wait for.</summary>
public static class RolloutLimits
{
    public const int MaxBytes = 65_536;
    public const int MaxRings = 16;

    /// <summary>Devices by name, in all rings together.</summary>
    public const int MaxNamed = 1_000;

    public const int MaxWindows = 14;
    public const int MaxDevices = 10_000_000;

    /// <summary>Twice what a device takes for an attack by slowness.</summary>
    public const int LeastBytesPerSecond = 16_384;

    public const int MostBytesPerSecond = 1_000_000_000;

    /// <summary>Of one ramp and of one soak.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(60);

    /// <summary>Times in a rollout lie before it: sums of waits stay within the calendar.</summary>
    public static readonly DateTimeOffset LatestTime = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
