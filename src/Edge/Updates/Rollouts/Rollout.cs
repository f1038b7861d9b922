using System.Collections.Immutable;

namespace Edge.Updates.Rollouts;

/// <summary>Which release of a component the operator wants, and who gets it when: target
/// <c>rollout/COMPONENT.json</c>.</summary>
/// <param name="Name">Enters the stable hash: another rollout, another order of devices. Empty only without
/// rings.</param>
/// <param name="IsPaused">Nobody begins; what is on trial ends in its own way.</param>
/// <param name="Starts">Before this time nobody begins; null: at once.</param>
/// <param name="BytesPerSecond">How fast one device may fetch at most; null: as fast as it can.</param>
/// <param name="Rings">In their order; none: everybody.</param>
/// <param name="Windows">When a device may install; null: at any time.</param>
/// <remarks>File: docs/formats/rollout.md.</remarks>
public sealed record Rollout(
    string Component, string Release, string Name, bool IsPaused, DateTimeOffset? Starts, int? BytesPerSecond,
    ImmutableArray<RolloutRing> Rings, WindowPlan? Windows)
{
    public static string PathOf(string component) => $"rollout/{component}.json";

    /// <summary>The release for everybody, at once.</summary>
    public static Rollout ForAll(string component, string release) =>
        new(component, release, "", IsPaused: false, Starts: null, BytesPerSecond: null, [], Windows: null);
}

/// <summary>Devices that get a release together, and what must be true before those of the next ring
/// do.</summary>
/// <param name="Devices">The devices by name; null: a share of all.</param>
/// <param name="Percent">Up to which share of all devices, rings before it included; null: devices by
/// name.</param>
/// <param name="Ramp">Over how long the devices of the ring begin, one after the other.</param>
/// <param name="Soak">How long to wait behind it: for slow damage, and for somebody to look.</param>
/// <param name="Success">Percent of the ring that must have installed it before the next ring opens; null:
/// time alone opens it.</param>
/// <param name="MaxFailed">Failures at which the whole rollout stops; null: no such limit.</param>
/// <param name="MaxFailedPercent">The same as a share of the ring.</param>
public sealed record RolloutRing(
    string Name, ImmutableArray<DeviceId>? Devices, int? Percent, TimeSpan Ramp, TimeSpan Soak, int? Success,
    int? MaxFailed,
    int? MaxFailedPercent, RingProgress? Progress)
{
    /// <summary>True when so many have failed that nobody else shall try.</summary>
    public bool IsBroken => Progress is { } progress
        && ((MaxFailed is int count && progress.Failed >= count)
            || (MaxFailedPercent is int percent && progress.Failed > 0
                && progress.Failed * 100L >= percent * (long)progress.Devices));

    /// <summary>True when so many have installed it that the next ring may follow.</summary>
    public bool IsThrough => Success is not int percent
        || (Progress is { Reached: not null, Devices: > 0 } progress
            && progress.Installed * 100L >= percent * (long)progress.Devices);
}

/// <summary>What the operator has counted from the reports of devices, and signed.</summary>
/// <param name="Devices">How many the ring has.</param>
/// <param name="Reached">Since when the ring is through; null: not yet.</param>
public sealed record RingProgress(int Devices, int Installed, int Failed, DateTimeOffset? Reached);
