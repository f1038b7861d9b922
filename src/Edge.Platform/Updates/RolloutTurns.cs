using Edge.Updates;
using Edge.Updates.Rollouts;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>Asks a rollout what this machine may do now.</summary>
public sealed class RolloutTurns(UpdateFolders folders, IUpdateDisk disk, TimeProvider time)
{
    /// <summary>True when nobody has said yet who this machine is: then it is behind everybody
    /// else.</summary>
    public bool IsUnknown => KnownDevice.Read(disk, folders) is null;

    /// <param name="floors">After the refresh.</param>
    /// <returns>Null: a person named the release, no rollout is asked.</returns>
    public RolloutDecision? Decide(FoundRelease found, UpdateFloors floors) => found.Rollout is { } rollout
        ? RolloutRules.Decide(rollout, new RolloutSeat(KnownDevice.Read(disk, folders), Now(floors), Zone))
        : null;

    private ReferenceTime Now(UpdateFloors floors) =>
        TimeFloor.Read(floors.Time, time.GetUtcNow(), TimeSpan.Zero);

    private static TimeZoneInfo? Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : null;
}
