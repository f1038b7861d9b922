using System.Globalization;
using System.Text;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>A timeline as lines for people: when, which actuator, on or off, why, and what the rule
/// saw.</summary>
public static class TimelineText
{
    /// <summary>The changes, one a line; local time of the site.</summary>
    public static void WriteEntries(Timeline timeline, TextWriter text)
    {
        int width = timeline.Site.Actuators.Select(each => each.Name.Length).DefaultIfEmpty(0).Max();
        foreach (TimelineEntry entry in timeline.Entries)
        {
            ActuatorEvent item = entry.Event;
            string name = timeline.Site.Actuators[item.Actuator].Name.PadRight(width);
            text.Write($"{Moment(timeline.Site, item.Time.UnixMilliseconds)}  {name}  {(item.On ? "on " : "off")}  ");
            text.WriteLine(Cause(timeline.Site, item) + Inputs(timeline.Site, entry));
        }

        if (timeline.EntriesLeftOut > 0) { text.WriteLine($"... and {timeline.EntriesLeftOut} more changes"); }
    }

    /// <summary>How often and how long each rule was true, false and unknown; those that were never tried
    /// last.</summary>
    public static void WriteCoverage(Timeline timeline, TextWriter text)
    {
        long span = Math.Max(1, timeline.Rules.Select(each => each.Milliseconds).DefaultIfEmpty(0).Max());
        int width = timeline.Site.Rules.Select(each => each.Name.Length).DefaultIfEmpty(0).Max();
        foreach (RuleDeclaration rule in timeline.Site.Rules)
        {
            RuleCoverage coverage = timeline.Rules[timeline.Site.Rules.IndexOf(rule)];
            string trueTime = Share(coverage.TrueMilliseconds, span);
            string unknownTime = Share(coverage.UnknownMilliseconds, span);
            string never = coverage.WasTrue ? "" : "  never true";
            text.WriteLine(
                $"{rule.Name.PadRight(width)}  true {coverage.BecameTrue,5} times {trueTime}  unknown {unknownTime}"
                + $"  decided {coverage.Decided,5}{never}");
        }
    }

    /// <summary>Such as <c>2026-03-01 06:12:00 +01:00</c>; milliseconds where there are any.</summary>
    public static string Moment(Site site, long unixMilliseconds)
    {
        DateTimeOffset utc = DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);
        DateTimeOffset local = utc.ToOffset(site.TimeZone.GetUtcOffset(utc));
        string format = unixMilliseconds % 1000 == 0 ? "yyyy-MM-dd HH:mm:ss zzz" : "yyyy-MM-dd HH:mm:ss.fff zzz";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Such as <c>rule flood</c> or <c>stale input</c>.</summary>
    public static string Cause(Site site, in ActuatorEvent item) =>
        item.Rule >= 0 ? $"rule {site.Rules[item.Rule].Name}" : PlainWords.Of(item.Cause.ToString());

    /// <summary>A value with as many digits as its resolution has, and its unit.</summary>
    public static string Value(ChannelDeclaration channel, double value)
    {
        string symbol = channel.Unit.Symbol();
        return Number(channel, value) + (symbol.Length == 0 ? "" : $" {symbol}");
    }

    /// <summary>As many digits behind the point as the resolution has, at most nine.</summary>
    public static string Number(ChannelDeclaration channel, double value)
    {
        int digits = 0;
        for (double step = channel.Resolution; digits < 9 && step < 0.999999; step *= 10) { digits++; }
        return value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Inputs(Site site, in TimelineEntry entry)
    {
        if (entry.Inputs.IsEmpty) { return ""; }
        var text = new StringBuilder();
        foreach (Reading reading in entry.Inputs)
        {
            ChannelDeclaration channel = site.Channels[reading.Channel];
            text.Append(text.Length == 0 ? "  (" : ", ").Append(channel.Name).Append(' ');
            text.Append(reading.IsUsable ? Value(channel, reading.Value) : PlainWords.Of(reading.Reason.ToString()));
        }

        return text.Append(')').ToString();
    }

    private static string Share(long part, long whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Round(part * 1000.0 / whole) / 10,5:F1} %");
}
