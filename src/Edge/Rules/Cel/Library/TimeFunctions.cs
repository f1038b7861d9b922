using static Edge.Rules.Cel.Library.Signature;

namespace Edge.Rules.Cel.Library;

/// <summary><c>timestamp</c>, <c>duration</c> and what they are made of.</summary>
/// <remarks>Months, days of the year and of the month, and weekdays from Sunday count from 0;
/// <c>getDate</c> alone counts from 1. Source: Common Expression Language, language definition, "List of
/// Standard Definitions".</remarks>
internal static class TimeFunctions
{
    public static IEnumerable<CelFunction> All() =>
    [
        Global("timestamp", CelType.Timestamp, CelType.Timestamp, (in _, in a) => a),
        Global("timestamp", CelType.String, CelType.Timestamp, (in _, in a) => TimeTexts.Moment(a.Text)),
        Global("timestamp", CelType.Int, CelType.Timestamp, (in _, in a) => CelValue.Timestamp(a.Bits, 0)),
        Global("duration", CelType.Duration, CelType.Duration, (in _, in a) => a),
        Global("duration", CelType.String, CelType.Duration, (in _, in a) => TimeTexts.Length(a.Text)),
        .. Part("getFullYear", local => local.Year),
        .. Part("getMonth", local => local.Month - 1),
        .. Part("getDayOfYear", local => local.DayOfYear - 1),
        .. Part("getDayOfMonth", local => local.Day - 1),
        .. Part("getDate", local => local.Day),
        .. Part("getDayOfWeek", local => (int)local.DayOfWeek),
        .. Part("getHours", local => local.Hour),
        .. Part("getMinutes", local => local.Minute),
        .. Part("getSeconds", local => local.Second),
        Member(CelType.Timestamp, "getMilliseconds", CelType.Int, (in _, in a) => Milliseconds(a)),
        InZone(Member(CelType.Timestamp, "getMilliseconds", CelType.String, CelType.Int, (in _, in a, in zone) =>
            Zones.Local(CelTime.Utc(a), zone.Text) is null ? Error(VerdictReason.BadText) : Milliseconds(a))),
        Whole("getHours", 3_600_000_000_000),
        Whole("getMinutes", 60_000_000_000),
        Whole("getSeconds", 1_000_000_000),
        Member(CelType.Duration, "getMilliseconds", CelType.Int, (in _, in a) =>
            CelValue.Of(a.Bits / 1_000_000 % 1_000)),
    ];

    private static CelValue Milliseconds(in CelValue timestamp) => CelValue.Of((long)timestamp.Nanos / 1_000_000);

    private static IEnumerable<CelFunction> Part(string name, Func<DateTime, int> part) =>
    [
        Member(CelType.Timestamp, name, CelType.Int, (in _, in a) => CelValue.Of((long)part(CelTime.Utc(a)))),
        InZone(Member(CelType.Timestamp, name, CelType.String, CelType.Int, (in _, in a, in zone) =>
            Zones.Local(CelTime.Utc(a), zone.Text) is { } local
                ? CelValue.Of((long)part(local))
                : Error(VerdictReason.BadText)) with { Cost = 10 }),
    ];

    /// <summary>A zone that is written there is looked up when the rule is loaded.</summary>
    private static CelFunction InZone(CelFunction function) => function with
    {
        Bind = call => call.Known[1] is { Kind: CelKind.String } zone && Zones.Local(DateTime.UnixEpoch, zone.Text) is null
            ? new CelRefusal(1, "not a time zone", "a zone such as 'Europe/Berlin', or an offset such as '+01:00'")
            : function.Bind(call),
    };

    private static CelFunction Whole(string name, long nanoseconds) =>
        Member(CelType.Duration, name, CelType.Int, (in _, in a) => CelValue.Of(a.Bits / nanoseconds));
}
