using System.Globalization;

namespace Edge.Updates.Rollouts;

/// <summary>A device decides alone when its turn is, from the signed file and the time.</summary>
/// <remarks>Everything but the time is signed, and the time cannot be far ahead: what has expired by it is
/// refused before. More percent never bring a turn later.</remarks>
public static class RolloutRules
{
    public static RolloutDecision Decide(Rollout rollout, RolloutSeat seat)
    {
        if (rollout.IsPaused) { return Wait(RolloutTurn.Paused, "", "the operator has paused this rollout"); }
        if (rollout.Rings.FirstOrDefault(ring => ring.IsBroken) is { } broken)
        {
            RingProgress count = broken.Progress!;
            string stopped = $"stopped: {count.Failed} of {count.Devices} devices of ring {broken.Name} have failed";
            return Wait(RolloutTurn.Stopped, broken.Name, stopped);
        }
        RolloutPosition position = seat.Device is DeviceId device
            ? RolloutPosition.Of(rollout.Name, device)
            : RolloutPosition.Last;
        RingPlace? place = PlaceOf(rollout, seat.Device, position);
        if (place is null && !rollout.Rings.IsEmpty)
        {
            return Wait(RolloutTurn.NotChosen, "", "this device is in no ring of the rollout");
        }
        string name = place?.Ring.Name ?? "";
        if (rollout.Rings.Take(place?.Index ?? 0).FirstOrDefault(ring => !ring.IsThrough) is { } before)
        {
            return Wait(RolloutTurn.Later, name, $"ring {name} waits until {before.Success} % of ring {before.Name} have installed it ({Counted(before)})");
        }
        DateTimeOffset due = Opens(rollout, place) + (place is null ? TimeSpan.Zero : place.Ring.Ramp * place.Part);
        if (seat.Now.Time < due)
        {
            return Wait(RolloutTurn.Later, name, place is null ? "it starts later" : $"ring {name}: this device's turn comes later", due);
        }
        return InWindow(rollout, name, position, seat);
    }

    /// <summary>The ring of a device; null: none.</summary>
    public static RolloutRing? RingOf(Rollout rollout, DeviceId device) =>
        PlaceOf(rollout, device, RolloutPosition.Of(rollout.Name, device))?.Ring;

    // A device that is named is in the ring that names it and in no other, whatever its place among all.
    private static RingPlace? PlaceOf(Rollout rollout, DeviceId? device, RolloutPosition position)
    {
        for (int i = 0; i < rollout.Rings.Length; i++)
        {
            RolloutRing ring = rollout.Rings[i];
            if (device is DeviceId known && ring.Devices?.Contains(known) == true)
            {
                return new RingPlace(ring, i, position.Percent / 100);
            }
        }
        double low = 0;
        for (int i = 0; i < rollout.Rings.Length; i++)
        {
            if (rollout.Rings[i].Percent is not int high) { continue; }
            if (position.Percent < high)
            {
                return new RingPlace(rollout.Rings[i], i, (position.Percent - low) / (high - low));
            }
            low = high;
        }
        return null;
    }

    private static DateTimeOffset Opens(Rollout rollout, RingPlace? place)
    {
        DateTimeOffset opens = rollout.Starts ?? DateTimeOffset.MinValue;
        foreach (RolloutRing ring in rollout.Rings.Take(place?.Index ?? 0))
        {
            DateTimeOffset through = ring.Success is null
                ? opens + ring.Ramp
                : Later(opens, ring.Progress!.Reached!.Value);
            opens = through + ring.Soak;
        }
        return opens;
    }

    private static RolloutDecision InWindow(
        Rollout rollout, string ring, RolloutPosition position, RolloutSeat seat)
    {
        // A clock that is not believed knows no hour of the day; such a machine must not wait for ever.
        if (rollout.Windows is not { } plan || seat.Now.Clock != ClockVerdict.Believed)
        {
            return new RolloutDecision(RolloutTurn.Now, ring, null, "now");
        }
        if (seat.ZoneOf(plan.TimeZone) is not { } zone)
        {
            return Wait(RolloutTurn.BeforeWindow, ring, $"this machine does not know the time zone {plan.TimeZone} of the maintenance window");
        }
        DateTimeOffset next = plan.Next(seat.Now.Time, position, zone);
        return next == seat.Now.Time
            ? new RolloutDecision(RolloutTurn.Now, ring, null, "now")
            : Wait(RolloutTurn.BeforeWindow, ring, "outside the maintenance window", next);
    }

    private static string Counted(RolloutRing ring) => ring.Progress is { } progress
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.Installed} of {progress.Devices} by the operator's last count")
        : "nothing is counted yet";

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static RolloutDecision Wait(RolloutTurn turn, string ring, string detail, DateTimeOffset? at = null) => new(turn, ring, at, detail);

    /// <param name="Part">How far into the ring, from 0 to 1.</param>
    private sealed record RingPlace(RolloutRing Ring, int Index, double Part);
}
