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
                map.Has(ActuatorKeys.MaxInputAge) ? map.PlaceOf(ActuatorKeys.MaxInputAge) : map.At);
            if (isNew) { draft.Actuators.Add(actuator); }
        }
    }
}
