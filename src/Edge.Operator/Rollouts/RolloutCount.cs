using Edge.Updates.Rollouts;

namespace Edge.Operator.Rollouts;

/// <summary>How far a rollout has come, by what the devices of a fleet have said.</summary>
/// <param name="Failed">Those that took the release back and run another one, with the reason.</param>
internal sealed record RingCount(RolloutRing Ring, int Devices, int Installed, IReadOnlyList<(DeviceId Device, string Detail)> Failed);

internal static class RolloutCount
{
    /// <summary>A count for each ring; of a rollout without rings one for everybody.</summary>
    public static RingCount[] Of(
        Rollout rollout, IReadOnlyCollection<DeviceId> fleet, IReadOnlyDictionary<DeviceId, LastReport> reports)
    {
        RolloutRing everybody = new("everybody", null, 100, TimeSpan.Zero, TimeSpan.Zero, null, null, null, null);
        IEnumerable<RolloutRing> rings = rollout.Rings.IsEmpty ? [everybody] : rollout.Rings;
        ILookup<string, DeviceId> members = fleet.ToLookup(device =>
            rollout.Rings.IsEmpty ? everybody.Name : RolloutRules.RingOf(rollout, device)?.Name ?? "");
        return [.. rings.Select(ring => Of(ring, rollout.Release, [.. members[ring.Name]], reports))];
    }

    /// <summary>The rollout with these counts in its rings.</summary>
    /// <param name="now">Since when a ring is through that was not so before.</param>
    public static Rollout Into(Rollout rollout, RingCount[] counts, DateTimeOffset now) => rollout with
    {
        Rings = [.. rollout.Rings.Zip(counts, (ring, count) => ring with { Progress = Progress(ring, count, now) })],
    };

    private static RingProgress Progress(RolloutRing ring, RingCount count, DateTimeOffset now)
    {
        var progress = new RingProgress(count.Devices, count.Installed, count.Failed.Count, ring.Progress?.Reached ?? now);
        return (ring with { Progress = progress }).IsThrough && ring.Success is not null ? progress : progress with { Reached = null };
    }

    private static RingCount Of(RolloutRing ring, string release, DeviceId[] devices, IReadOnlyDictionary<DeviceId, LastReport> reports)
    {
        LastReport? ReportOf(DeviceId device) => reports.GetValueOrDefault(device);
        return new RingCount(
            ring, devices.Length, devices.Count(device => ReportOf(device)?.Runs == release),
            [.. devices.Where(device => ReportOf(device) is { } report && report.Undone == release && report.Runs != release)
                .Select(device => (device, ReportOf(device)!.Detail ?? ""))]);
    }
}
