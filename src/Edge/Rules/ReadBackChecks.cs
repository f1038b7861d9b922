using Edge.Profiles;

namespace Edge.Rules;

/// <summary>Refuses a read-back that would contradict the actuator between any two readings.</summary>
internal static class ReadBackChecks
{
    public static void Check(Site site, ErrorList errors)
    {
        foreach (ActuatorDeclaration actuator in site.Actuators)
        {
            if (actuator.ReadBack is not { } declared) { continue; }
            SensorDeclaration? sensor = site.Sensors.FirstOrDefault(
                each => each.Channels.Any(channel => channel.Name == declared.Channel));
            if (sensor is null || sensor.Every < declared.Within) { continue; }
            errors.Add(
                declared.At,
                $"actuator {actuator.Name}: read-back not longer than the interval of its channel",
                NumberShapes.Print(declared.Within),
                $"within: more than {NumberShapes.Print(sensor.Every)}, as {declared.Channel} is read that often");
        }
    }
}
