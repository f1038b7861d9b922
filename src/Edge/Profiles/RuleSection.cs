using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>Reads <c>rules</c>. The text of a condition is left to the compiler of rules.</summary>
internal static class RuleSection
{
    public static void Read(SiteDraft draft, ImmutableArray<MapReader> rules)
    {
        foreach (MapReader map in rules)
        {
            RuleDeclaration rule = ReadOne(draft, map);
            if (rule.Name.Length == 0 || draft.RuleNames.Claim(rule.Name, map.PlaceOf(RuleKeys.Name)))
            {
                draft.Rules.Add(rule);
            }
        }
    }

    private static RuleDeclaration ReadOne(SiteDraft draft, MapReader map)
    {
        string actuator = map.Get(RuleKeys.Actuator, "");
        if (actuator.Length > 0) { draft.ActuatorNames.Find(actuator, map.PlaceOf(RuleKeys.Actuator)); }
        if (!IsMeant(map, RuleKeys.When) && !IsMeant(map, RuleKeys.Hysteresis) && !IsMeant(map, RuleKeys.Latch)
            && !IsMeant(map, RuleKeys.Schedule))
        {
            draft.Errors.Add(map.At, "rule without a condition", map.Get(RuleKeys.Name, ""), "when, hysteresis, latch or schedule");
        }

        TimeSpan pulse = map.Get(RuleKeys.Pulse, TimeSpan.Zero);
        TimeSpan offDelay = map.Get(RuleKeys.OffDelay, TimeSpan.Zero);
        if (pulse > TimeSpan.Zero && offDelay > TimeSpan.Zero)
        {
            draft.Errors.Add(map.PlaceOf(RuleKeys.OffDelay), "off-delay of a pulse", NumberShapes.Print(offDelay),
                "one of pulse and off-delay: a pulse ends by itself");
        }

        Located<string> condition = map.Get(RuleKeys.When, default);
        return new(
            map.Get(RuleKeys.Name, ""),
            actuator,
            condition.Value,
            condition.At,
            map.TryGet(RuleKeys.Hysteresis, out MapReader? hysteresis) ? ReadHysteresis(draft, hysteresis) : null,
            map.Get(RuleKeys.HeldFor, TimeSpan.Zero),
            map.Get(RuleKeys.Priority, 0),
            map.Get(RuleKeys.Switch, true),
            map.At)
        {
            Latch = map.TryGet(RuleKeys.Latch, out MapReader? latch) ? ReadLatch(latch) : null,
            Schedule = map.Has(RuleKeys.Schedule) ? ReadSchedule(draft, map) : null,
            OffDelay = offDelay,
            Pulse = pulse,
            Cooldown = map.Get(RuleKeys.Cooldown, TimeSpan.Zero),
        };
    }

    /// <summary>True where the key is there, or was probably mistyped.</summary>
    private static bool IsMeant<T>(MapReader map, Key<T> key) => map.Has(key) || map.WasMeant(key);

    private static LatchDeclaration? ReadLatch(MapReader map)
    {
        bool hasSet = map.TryGet(RuleKeys.Bistable.Set, out Located<string> set);
        bool hasReset = map.TryGet(RuleKeys.Bistable.Reset, out Located<string> reset);
        bool setDominates = map.Get(RuleKeys.Bistable.Dominant, false);
        return hasSet && hasReset ? new(set.Value, set.At, reset.Value, reset.At, setDominates, map.At) : null;
    }

    private static ScheduleDeclaration? ReadSchedule(SiteDraft draft, MapReader map)
    {
        var spans = ImmutableArray.CreateBuilder<ScheduleSpan>();
        foreach (MapReader span in map.Get(RuleKeys.Schedule, []))
        {
            bool isThere = span.TryGet(ScheduleKeys.From, out TimeOnly from) & span.TryGet(ScheduleKeys.Until, out TimeOnly until);
            HolidayRule holidays = span.Get(ScheduleKeys.Holidays, HolidayRule.Same);
            if (holidays != HolidayRule.Same && !draft.HasHolidays)
            {
                draft.Errors.Add(span.PlaceOf(ScheduleKeys.Holidays), "the site has no holidays", holidays == HolidayRule.Never ? "never" : "also",
                    "holidays: FILE in the site file");
            }

            ScheduleDays days = span.Get(ScheduleKeys.Days, [ScheduleDays.All]).Aggregate(ScheduleDays.None, (all, day) => all | day);
            if (isThere) { spans.Add(new(from, until, days, holidays)); }
        }

        return spans.Count > 0 ? new(spans.ToImmutable(), map.PlaceOf(RuleKeys.Schedule)) : null;
    }

    private static HysteresisDeclaration? ReadHysteresis(SiteDraft draft, MapReader map)
    {
        bool hasChannel = map.TryGet(RuleKeys.Threshold.Channel, out string? channel)
            && draft.ChannelNames.Find(channel, map.PlaceOf(RuleKeys.Threshold.Channel));
        bool hasOn = map.TryGet(RuleKeys.Threshold.On, out double on);
        bool hasOff = map.TryGet(RuleKeys.Threshold.Off, out double off);
        if (!hasOn || !hasOff) { return null; }
        if (on == off)
        {
            draft.Errors.Add(map.PlaceOf(RuleKeys.Threshold.Off), "hysteresis without a width",
                NumberShapes.Print(off), "another number than on");
            return null;
        }
        return hasChannel ? new(channel!, on, off, map.At) : null;
    }
}
