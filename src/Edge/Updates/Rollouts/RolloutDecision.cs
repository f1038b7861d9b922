using System.Globalization;

namespace Edge.Updates.Rollouts;

/// <summary>Whether it is a device's turn.</summary>
public enum RolloutTurn : byte
{
    /// <summary>Now.</summary>
    Now = 1,

    /// <summary>It may fetch; it installs when its maintenance window opens.</summary>
    BeforeWindow = 2,

    /// <summary>Its ring, or its place in it, comes later.</summary>
    Later = 3,

    /// <summary>It is in no ring.</summary>
    NotChosen = 4,
    Paused = 5,

    /// <summary>Too many have failed.</summary>
    Stopped = 6,
}

/// <summary>What a device makes of a rollout, at one moment.</summary>
/// <param name="Ring">Its ring; empty: none.</param>
/// <param name="At">When its turn comes; null: now, or nobody knows yet.</param>
/// <param name="Detail">For people.</param>
public sealed record RolloutDecision(RolloutTurn Turn, string Ring, DateTimeOffset? At, string Detail)
{
    public bool MayFetch => Turn is RolloutTurn.Now or RolloutTurn.BeforeWindow;

    public bool MayInstall => Turn == RolloutTurn.Now;

    /// <summary>Whether to go on.</summary>
    /// <param name="install">True: into the slot; false: into the spool.</param>
    /// <param name="byHand">A person at the machine does not wait; a pause and a stop hold for persons, too.</param>
    public bool Allows(bool install, bool byHand) =>
        Turn is not (RolloutTurn.Paused or RolloutTurn.Stopped) && (byHand || (install ? MayInstall : MayFetch));

    /// <summary>The same as a refusal, for who wanted to go on.</summary>
    public UpdateReason Reason => new(
        Turn switch
        {
            RolloutTurn.BeforeWindow => UpdateRefusal.OutsideWindow,
            RolloutTurn.Later => UpdateRefusal.NotMyTurn,
            RolloutTurn.NotChosen => UpdateRefusal.NotChosen,
            RolloutTurn.Paused => UpdateRefusal.RolloutPaused,
            RolloutTurn.Stopped => UpdateRefusal.RolloutStopped,
            _ => throw new InvalidOperationException("It is its turn."),
        },
        At is DateTimeOffset at
            ? string.Create(
                CultureInfo.InvariantCulture, $"{Detail}; from {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC on")
            : Detail);
}

/// <summary>What a device knows about itself when it reads a rollout.</summary>
/// <param name="Device">Null: not known yet; then it is behind everybody else, and in no ring of
/// names.</param>
/// <param name="ZoneOf">A time zone by its name; null where this machine does not know it.</param>
public sealed record RolloutSeat(DeviceId? Device, ReferenceTime Now, Func<string, TimeZoneInfo?> ZoneOf);
