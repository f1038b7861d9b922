using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Edge.Profiles;

/// <summary>The keys of one span of a rule's <c>schedule</c>.</summary>
internal static partial class ScheduleKeys
{
    public static Key<TimeOnly> From { get; } = Key<TimeOnly>.Required("from", TimeOfDay(),
        "When it begins, by the clock of the site's time zone.");

    public static Key<TimeOnly> Until { get; } = Key<TimeOnly>.Required("until", TimeOfDay(),
        "When it is over; not after from: on the next day.");

    public static Key<ImmutableArray<ScheduleDays>> Days { get; } = Key<ImmutableArray<ScheduleDays>>.Optional("days",
        Shapes.List("days of the week", Shapes.Word("not a day of the week",
            ("mon", ScheduleDays.Monday), ("tue", ScheduleDays.Tuesday), ("wed", ScheduleDays.Wednesday),
            ("thu", ScheduleDays.Thursday), ("fri", ScheduleDays.Friday), ("sat", ScheduleDays.Saturday),
            ("sun", ScheduleDays.Sunday)), max: 7, min: 1),
        "The days on which it begins. Default: all.");

    public static Key<HolidayRule> Holidays { get; } = Key<HolidayRule>.Optional("holidays",
        Shapes.Word("not a rule for holidays",
            ("same", HolidayRule.Same), ("never", HolidayRule.Never), ("also", HolidayRule.Also)),
        "same (default): a holiday is a day of the week as any other. never: it does not begin on one. also: it does, "
        + "whatever day of the week it is.");

    public static KeyTable Table { get; } = new("a span of time",
        [From.Description, Until.Description, Days.Description, Holidays.Description]);

    private static Shape<TimeOnly> TimeOfDay()
    {
        const string Expected = "a time of day from '00:00' to '24:00'";
        Shape<string> text = Shapes.Pattern("not a time of day", Expected, 5, TimePattern());
        return new(
            Expected,
            (YamlNode node, ErrorList errors, out TimeOnly value) =>
            {
                value = default;
                return text.TryRead(node, errors, out string? read) && LocalTimes.TryParse(read, out value);
            },
            text.WriteSchema);
    }

    [GeneratedRegex(@"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();
}
