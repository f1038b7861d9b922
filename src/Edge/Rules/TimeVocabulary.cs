using Edge.Profiles;
using Edge.Rules.Calendar;
using Edge.Rules.Cel;

namespace Edge.Rules;

/// <summary>Date, local time and calendar as conditions name them. All of it is unknown while nobody knows
/// the date.</summary>
internal static class TimeVocabulary
{
    private delegate CelValue Reading(SiteClock clock);

    public static IEnumerable<CelVariable> Variables()
    {
        yield return EachMinute("now", CelType.Timestamp, clock => CelValue.TimestampOfMilliseconds(clock.Now));
        yield return EachMinute("local.hour", CelType.Int, clock => CelValue.Of((long)(clock.MinuteOfDay / 60)));
        yield return EachMinute("local.minute", CelType.Int, clock => CelValue.Of((long)(clock.MinuteOfDay % 60)));
        yield return EachDay("local.weekday", CelType.Int, clock => CelValue.Of((long)clock.Day.Weekday));
        yield return EachDay("local.day", CelType.Int, clock => CelValue.Of((long)clock.Day.Date.Day));
        yield return EachDay("local.month", CelType.Int, clock => CelValue.Of((long)clock.Day.Date.Month));
        yield return EachDay("local.year", CelType.Int, clock => CelValue.Of((long)clock.Day.Date.Year));
        yield return EachDay("local.isHoliday", CelType.Bool, clock => CelValue.Of(clock.Day.IsHoliday));
        yield return EachDay("local.date", CelType.String, clock => CelValue.Of(clock.Date)) with { Size = CelSize.Text(10) };
    }

    public static IEnumerable<CelFunction> Functions()
    {
        yield return new("local.between", [CelParameter.Constant(CelType.String), CelParameter.Constant(CelType.String)],
            CelType.Bool, Between) { Cost = 10 };
    }

    private static CelVariable EachMinute(string name, CelType type, Reading read) =>
        CelVariable.Computed(name, type, (in input, _) =>
        {
            SiteClock clock = input.Scan.Clock;
            if (!clock.KnowsDate) { return CelValue.Unknown(-1); }
            input.ChangesAt(clock.NextMinute);
            return read(clock);
        });

    private static CelVariable EachDay(string name, CelType type, Reading read) =>
        CelVariable.Computed(name, type, (in input, _) =>
        {
            SiteClock clock = input.Scan.Clock;
            if (!clock.KnowsDate) { return CelValue.Unknown(-1); }
            input.ChangesAt(clock.MonotonicOf(clock.Day.Until));
            return read(clock);
        });

    private static Result<CelBody, CelRefusal> Between(CelCallSite site)
    {
        if (!LocalTimes.TryParse(site.Constants[0].Text, out TimeOnly from)) { return NoTime(0); }
        if (!LocalTimes.TryParse(site.Constants[1].Text, out TimeOnly until)) { return NoTime(1); }
        if (from == until) { return new CelRefusal(1, "empty span of time", "another time than the first"); }
        CelBody body = (in input, _) =>
        {
            SiteClock clock = input.Scan.Clock;
            if (!clock.KnowsDate) { return CelValue.Unknown(-1); }
            bool isBetween = clock.IsBetween(from, until, out long changesAt);
            input.ChangesAt(clock.MonotonicOf(changesAt));
            return CelValue.Of(isBetween);
        };
        return body;
    }

    private static CelRefusal NoTime(int argument) =>
        new(argument, "not a time of day", "a time such as '22:00'");
}
