using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Checks;

/// <summary>When in the week something of local time may hold, as if the minute of the week were a
/// channel.</summary>
/// <remarks><para>There are two of them, which differ only in the nights in which clocks change. One is the
/// minute that the clock shows, which conditions on <c>local.hour</c> see. The other one goes by what is
/// declared: spans that follow each other in the day follow each other there. A span that a change of clocks
/// skips as a whole is moved behind the change in both.</para>
/// <para>The changes are those of the site's zone, on any day of the week.</para></remarks>
internal sealed class Weeks(TimeZoneInfo zone)
{
    // No name in a condition has a blank in it.
    public const string Shown = "minute shown";
    public const string Declared = "minute declared";

    private const int Day = 24 * 60;
    private const int Week = 7 * Day;

    /// <summary>Comparisons that are remembered; more are worked out each time.</summary>
    private const int MaxKnown = 1_000;

    private readonly Dictionary<(string, string, double), Truths> _known = [];

    private ImmutableArray<(int From, int Until, bool IsSkipped)> Changes =>
        field.IsDefault ? field = ClockChanges.Of(zone) : field;

    /// <summary>Every minute; when the date is known.</summary>
    public static Domain Minutes { get; } = new(Region.Of(new(0, true, Week, false)), true, null);

    public Truths Of(ScheduleDeclaration schedule)
    {
        (bool[] mayHold, bool[] holds) = Spans(schedule);
        var otherwise = new bool[Week];
        for (int minute = 0; minute < Week; minute++) { otherwise[minute] = !holds[minute]; }
        return new(Boxes(mayHold, Moved(schedule)), Boxes(otherwise, []), [Box.Of(Declared, Region.Unknown)]);
    }

    /// <summary>Minutes that a schedule may last without a pause, at most; a change of clocks may make it
    /// longer by their longest step.</summary>
    public int LongestOf(ScheduleDeclaration schedule)
    {
        (bool[] mayHold, _) = Spans(schedule);
        (int longest, int lasts) = (0, 0);
        for (int minute = 0; minute < 2 * Week; minute++)
        {
            lasts = mayHold[minute % Week] ? lasts + 1 : 0;
            longest = Math.Max(longest, lasts);
        }

        int step = Changes.Select(each => each.Until - each.From).DefaultIfEmpty(0).Max();
        return longest >= Week ? int.MaxValue : longest + step;
    }

    /// <summary>A comparison of what is made of <c>local.hour</c>, <c>local.minute</c> and <c>local.weekday</c>
    /// with a number; null: of something else.</summary>
    /// <param name="key">Of the subject.</param>
    public Truths? Of(CelNode subject, string key, string symbol, double number)
    {
        if (_known.TryGetValue((key, symbol, number), out Truths? known)) { return known; }
        if (!LocalNumbers.TryEach(subject, Week, Part, out long[]? values)) { return null; }
        Truths truths = Truths.Of(Shown, Region.OfUnits([.. values.Select(value => LocalNumbers.Holds(value, symbol, number))]));
        if (_known.Count < MaxKnown) { _known[(key, symbol, number)] = truths; }
        return truths;
    }

    private static Func<int, int>? Part(string name) => name switch
    {
        "local.hour" => minute => minute % Day / 60,
        "local.minute" => minute => minute % 60,
        "local.weekday" => minute => (minute / Day) + 1,
        _ => null,
    };

    /// <summary>The minutes in which a schedule holds on some day, and those in which it does on every
    /// one.</summary>
    private static (bool[] MayHold, bool[] Holds) Spans(ScheduleDeclaration schedule)
    {
        (bool[] mayHold, bool[] holds) = (new bool[Week], new bool[Week]);
        foreach (ScheduleSpan span in schedule.Spans)
        {
            for (int weekday = 1; weekday <= 7; weekday++)
            {
                bool isOrdinary = span.BeginsOn(weekday, isHoliday: false);
                if (isOrdinary || span.BeginsOn(weekday, isHoliday: true)) { Mark(mayHold, weekday, span.From, span.Until); }
                if (isOrdinary && span.Holidays != HolidayRule.Never) { Mark(holds, weekday, span.From, span.Until); }
            }
        }

        return (mayHold, holds);
    }

    private static void Mark(bool[] minutes, int weekday, TimeOnly from, TimeOnly until)
    {
        int lasts = MinuteOf(until) - MinuteOf(from);
        Mark(minutes, ((weekday - 1) * Day) + MinuteOf(from), lasts > 0 ? lasts : lasts + Day);
    }

    private static void Mark(bool[] minutes, int from, int count)
    {
        for (int minute = from; minute < from + count; minute++) { minutes[((minute % Week) + Week) % Week] = true; }
    }

    private static int MinuteOf(TimeOnly time) => (time.Hour * 60) + time.Minute;

    /// <summary>Where spans are moved to that a change of clocks skips as a whole.</summary>
    private IEnumerable<(int From, int Count)> Moved(ScheduleDeclaration schedule)
    {
        foreach (ScheduleSpan span in schedule.Spans)
        {
            (int from, int until) = (MinuteOf(span.From), MinuteOf(span.Until));
            if (until <= from) { until += Day; }
            foreach ((int skipped, int end, bool isSkipped) in Changes)
            {
                if (!isSkipped || from < skipped || until > end) { continue; }
                for (int weekday = 1; weekday <= 7; weekday++)
                {
                    bool begins = span.BeginsOn(weekday, isHoliday: false) || span.BeginsOn(weekday, isHoliday: true);
                    if (begins) { yield return (((weekday - 1) * Day) + end, until - from); }
                }
            }
        }
    }

    private ImmutableArray<Box> Boxes(bool[] declared, IEnumerable<(int From, int Count)> moved)
    {
        bool[] shown = ShownOf(declared);
        bool[] all = [.. declared];
        foreach ((int from, int count) in moved) { Mark(all, from, count); }
        Region region = Region.OfUnits(all);
        return region.IsEmpty ? [] : [Box.Of(Declared, region).Meet(Box.Of(Shown, Region.OfUnits(shown)))];
    }

    /// <summary>What clocks may show during declared minutes: in the nights of a change anything near
    /// it.</summary>
    private bool[] ShownOf(bool[] declared)
    {
        bool[] shown = [.. declared];
        foreach ((int from, int until, _) in Changes)
        {
            int end = until + until - from;
            for (int day = 0; day < 7; day++)
            {
                int start = day * Day;
                bool touches = false;
                for (int minute = from; minute < until; minute++) { touches |= declared[(start + minute) % Week]; }
                if (!touches) { continue; }
                // Around midnight a clock may show the hours of yesterday or tomorrow.
                int reach = from == 0 || end >= Day ? 1 : 0;
                for (int off = -reach; off <= reach; off++) { Mark(shown, start + (off * Day) + from, end - from); }
            }
        }

        return shown;
    }
}
