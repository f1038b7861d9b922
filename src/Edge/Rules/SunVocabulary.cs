using Edge.Profiles;
using Edge.Rules.Calendar;
using Edge.Rules.Cel;
using Edge.Rules.Sun;

namespace Edge.Rules;

/// <summary>The sun over the site as conditions name it. Unknown while nobody knows the date; refused where
/// the site has no position.</summary>
internal static class SunVocabulary
{
    private const string NoPosition = "the site has no position";
    private const string Position = "site: {position: {latitude, longitude}} in the site file";

    private static readonly (string Name, Func<SunTimes, long?> Of)[] Moments =
    [
        ("rise", sun => sun.Sun.Dawn), ("set", sun => sun.Sun.Dusk),
        ("civilDawn", sun => sun.Civil.Dawn), ("civilDusk", sun => sun.Civil.Dusk),
        ("nauticalDawn", sun => sun.Nautical.Dawn), ("nauticalDusk", sun => sun.Nautical.Dusk),
        ("astronomicalDawn", sun => sun.Astronomical.Dawn), ("astronomicalDusk", sun => sun.Astronomical.Dusk),
    ];

    public static IEnumerable<CelVariable> Variables(Site site)
    {
        var variables = Moments.Select(moment => Moment(moment.Name, moment.Of)).Prepend(Elevation());
        return site.Position is null
            ? variables.Select(variable => variable with { Refusal = (NoPosition, Position) })
            : variables;
    }

    public static IEnumerable<CelFunction> Functions(Site site)
    {
        yield return new("sun.has", [CelParameter.Constant(CelType.String)], CelType.Bool, call =>
        {
            if (site.Position is null) { return new CelRefusal(0, NoPosition, Position); }
            string name = call.Constants[0].Text;
            int index = Array.FindIndex(Moments, moment => moment.Name == name);
            if (index < 0)
            {
                return new CelRefusal(0, "no such moment of the sun", "one of " + string.Join(", ", Moments.Select(each => each.Name)));
            }

            Func<SunTimes, long?> of = Moments[index].Of;
            CelBody body = (in input, _) => Today(input, of) is { } today ? CelValue.Of(today.Moment is not null) : CelValue.Unknown(-1);
            return body;
        });
    }

    private static CelVariable Elevation() => CelVariable.Computed("sun.elevation", CelType.Double, (in input, _) =>
    {
        SiteClock clock = input.Scan.Clock;
        if (!clock.KnowsDate) { return CelValue.Unknown(-1); }
        input.ChangesAt(clock.NextMinute);
        return CelValue.Of(clock.Elevation);
    }) with { Unit = Unit.Degree };

    private static CelVariable Moment(string name, Func<SunTimes, long?> of) =>
        CelVariable.Computed($"sun.{name}", CelType.Timestamp, (in input, _) => Today(input, of) switch
        {
            null => CelValue.Unknown(-1),
            { Moment: { } unix } => CelValue.TimestampOfMilliseconds(unix),
            _ => CelValue.Error(VerdictReason.NotToday),
        });

    /// <summary>Null while nobody knows the date; else the moment of this local day, if it has one.</summary>
    private static (bool IsKnown, long? Moment)? Today(in CelInput input, Func<SunTimes, long?> of)
    {
        SiteClock clock = input.Scan.Clock;
        if (!clock.KnowsDate) { return null; }
        input.ChangesAt(clock.MonotonicOf(clock.Day.Until));
        return (true, of(clock.Sun));
    }
}
