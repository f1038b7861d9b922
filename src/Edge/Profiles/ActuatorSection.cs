using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>Reads <c>actuators</c>.</summary>
internal static class ActuatorSection
{
    public static void Read(SiteDraft draft, ImmutableArray<MapReader> actuators)
    {
        foreach (MapReader map in actuators)
        {
            string name = map.Get(ActuatorKeys.Name, "");
            bool isNew = name.Length > 0 && draft.ActuatorNames.Claim(name, map.PlaceOf(ActuatorKeys.Name));
            string pin = map.Get(ActuatorKeys.Pin, "");
            if (pin.Length > 0) { draft.UsePin(pin, map.PlaceOf(ActuatorKeys.Pin)); }
            var actuator = new ActuatorDeclaration(
                draft.Actuators.Count,
                name,
                pin,
                map.Get(ActuatorKeys.ActiveLow, false),
                map.Get(ActuatorKeys.Safe, false),
                map.Get(ActuatorKeys.MaxInputAge, TimeSpan.FromSeconds(30)),
                map.Get(ActuatorKeys.MinOn, TimeSpan.Zero),
                map.Get(ActuatorKeys.MinOff, TimeSpan.Zero),
                map.At,
                map.Has(ActuatorKeys.MaxInputAge) ? map.PlaceOf(ActuatorKeys.MaxInputAge) : map.At)
            {
                MaxOn = map.Get(ActuatorKeys.MaxOn, TimeSpan.Zero),
                MaxSwitches = map.TryGet(ActuatorKeys.MaxSwitches, out MapReader? rate) ? ReadRate(rate) : null,
                StartSpread = map.Get(ActuatorKeys.StartSpread, TimeSpan.Zero),
                ReadBack = map.TryGet(ActuatorKeys.ReadBack, out MapReader? back) ? ReadBack(draft, back) : null,
                Override = map.TryGet(ActuatorKeys.Override, out MapReader? grant) ? ReadGrant(grant) : OverrideGrant.Usual,
            };
            RefuseContradictions(draft, map, actuator);
            if (isNew) { draft.Actuators.Add(actuator); }
        }
    }

    private static SwitchingDeclaration? ReadRate(MapReader map)
    {
        bool hasCount = map.TryGet(ActuatorKeys.Switching.Count, out int count);
        bool hasPer = map.TryGet(ActuatorKeys.Switching.Per, out TimeSpan per);
        return hasCount && hasPer ? new(count, per) : null;
    }

    private static ReadBackDeclaration? ReadBack(SiteDraft draft, MapReader map)
    {
        bool hasChannel = map.TryGet(ActuatorKeys.Confirmation.Channel, out string? channel)
            && draft.ChannelNames.Find(channel, map.PlaceOf(ActuatorKeys.Confirmation.Channel));
        bool hasWithin = map.TryGet(ActuatorKeys.Confirmation.Within, out TimeSpan within);
        double onAbove = map.Get(ActuatorKeys.Confirmation.OnAbove, 0.5);
        return hasChannel && hasWithin
            ? new(channel!, onAbove, within, map.PlaceOf(ActuatorKeys.Confirmation.Within))
            : null;
    }

    private static OverrideGrant ReadGrant(MapReader map) => new(
        map.Get(ActuatorKeys.Grant.Longest, OverrideGrant.Usual.Longest),
        map.Get(ActuatorKeys.Grant.OverInterlock, false));

    /// <summary>A maximum on time that the safe state or a minimum time would break.</summary>
    private static void RefuseContradictions(SiteDraft draft, MapReader map, ActuatorDeclaration actuator)
    {
        if (actuator.MaxOn == TimeSpan.Zero) { return; }
        SourcePosition at = map.PlaceOf(ActuatorKeys.MaxOn);
        string text = NumberShapes.Print(actuator.MaxOn);
        if (actuator.SafeOn)
        {
            draft.Errors.Add(at, "max-on of an actuator that is safe on", text, "safe: off, or no max-on");
        }

        if (actuator.MinOff == TimeSpan.Zero)
        {
            draft.Errors.Add(at, "max-on without min-off", text, "min-off: how long it rests then");
        }

        if (actuator.MaxOn < actuator.MinOn)
        {
            draft.Errors.Add(at, "max-on shorter than min-on", text, $"{NumberShapes.Print(actuator.MinOn)} or more");
        }
    }
}
