using System.Collections.Immutable;
using Edge.Profiles;

namespace Edge.Rules.Checks;

/// <summary>When in the week a schedule may hold, in minutes since Monday 00:00, as if it were one more
/// channel.</summary>
/// <remarks>The nights in which clocks change are taken for ordinary ones. A schedule is unknown while nobody
/// knows the date, so it never holds for certain all the time.</remarks>
internal static class Weeks
{
    // No channel has a blank in its name.
    private const string Channel = "minute of the week";
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;

    public static Truths Of(ScheduleDeclaration schedule)
    {
        var mayHold = new bool[Week];
        var holds = new bool[Week];
        foreach (ScheduleSpan span in schedule.Spans)
        {
            for (int weekday = 1; weekday <= 7; weekday++)
            {
                bool isOrdinary = span.BeginsOn(weekday, isHoliday: false);
                if (isOrdinary || span.BeginsOn(weekday, isHoliday: true)) { Mark(mayHold, span, weekday); }
                if (isOrdinary && span.Holidays != HolidayRule.Never) { Mark(holds, span, weekday); }
            }
        }

        ImmutableArray<Box> otherwise = Boxes(holds, marked: false);
        return new(Boxes(mayHold, marked: true), otherwise.IsEmpty ? Truths.Anything.False : otherwise);
    }

    private static void Mark(bool[] minutes, ScheduleSpan span, int weekday)
    {
        int from = ((weekday - 1) * Day) + MinuteOf(span.From);
        int lasts = MinuteOf(span.Until) - MinuteOf(span.From);
        for (int minute = 0; minute < (lasts > 0 ? lasts : lasts + Day); minute++) { minutes[(from + minute) % Week] = true; }
    }

    private static int MinuteOf(TimeOnly time) => (time.Hour * 60) + time.Minute;

    private static ImmutableArray<Box> Boxes(bool[] minutes, bool marked)
    {
        var boxes = ImmutableArray.CreateBuilder<Box>();
        for (int minute = 0; minute < Week; minute++)
        {
            if (minutes[minute] != marked) { continue; }
            int from = minute;
            while (minute < Week && minutes[minute] == marked) { minute++; }
            boxes.Add(Box.Of(Channel, new(from, true, minute, false)));
        }

        return boxes.ToImmutable();
    }
}
