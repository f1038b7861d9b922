using Edge.Profiles;

namespace Edge.Rules;

/// <summary>Refuses an actuator that would be in doubt between any two readings of a slow input.</summary>
internal static class InputAges
{
    /// <summary>One mistake an actuator, told by its slowest input.</summary>
    /// <remarks>An equal interval is refused too: the next reading always comes a little late.</remarks>
    public static void Check(Site site, IEnumerable<CompiledRule> rules, ErrorList errors)
    {
        TimeSpan[] intervals = Intervals(site);
        ILookup<int, CompiledRule> byActuator = rules.ToLookup(rule => rule.Actuator);
        foreach (ActuatorDeclaration actuator in site.Actuators)
        {
            (string rule, int slowest, TimeSpan every) = byActuator[actuator.Index]
                .SelectMany(
                    rule => rule.Channels,
                    (rule, channel) => (rule.Declaration.Name, channel, Every: intervals[channel]))
                .OrderByDescending(input => input.Every)
                .FirstOrDefault();
            if (every < actuator.MaxInputAge) { continue; }
            errors.Add(
                actuator.MaxInputAgeAt,
                $"actuator {actuator.Name}: max-input-age not longer than the interval of an input",
                NumberShapes.Print(actuator.MaxInputAge),
                $"more than {NumberShapes.Print(every)}, as rule {rule} needs {site.Channels[slowest].Name}");
        }
    }

    /// <summary>How often each channel is read; zero where the site does not say.</summary>
    private static TimeSpan[] Intervals(Site site)
    {
        var intervals = new TimeSpan[site.Channels.Length];
        foreach (SensorDeclaration sensor in site.Sensors)
        {
            foreach (ChannelDeclaration each in sensor.Channels) { intervals[each.Index] = sensor.Every; }
        }

        return intervals;
    }
}
