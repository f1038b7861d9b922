using System.Text.Json;
using Edge.Profiles;

namespace Edge.Rules.Replay;

/// <summary>A difference between two replays, for people and for programs.</summary>
public static class DifferenceText
{
    public static void Write(Site site, TimelineDifference difference, TextWriter text)
    {
        if (difference.IsEmpty)
        {
            text.WriteLine("no difference: every actuator would have done the same");
            return;
        }

        foreach (string name in difference.OnlyOld) { text.WriteLine($"- {name}: only the old site has it"); }
        foreach (string name in difference.OnlyNew) { text.WriteLine($"+ {name}: only the new site has it"); }
        foreach (TimelineSpan span in difference.Spans)
        {
            string from = TimelineText.Moment(site, span.FromUnix);
            string lasts = Duration(span.UntilUnix - span.FromUnix);
            text.WriteLine($"{from} for {lasts}  {span.Actuator}  {State(!span.NowOn)} ({span.OldCause}) -> {State(span.NowOn)} ({span.NewCause})");
        }

        foreach (var actuator in difference.Spans.GroupBy(span => span.Actuator).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            long on = actuator.Where(span => span.NowOn).Sum(span => span.UntilUnix - span.FromUnix);
            long off = actuator.Where(span => !span.NowOn).Sum(span => span.UntilUnix - span.FromUnix);
            text.WriteLine($"{actuator.Key}: on {Duration(on)} longer, off {Duration(off)} longer, in {actuator.Count()} spans");
        }
    }

    public static void Write(TimelineDifference difference, Utf8JsonWriter json)
    {
        json.WriteStartObject("difference"u8);
        WriteNames("onlyOld"u8, difference.OnlyOld, json);
        WriteNames("onlyNew"u8, difference.OnlyNew, json);
        json.WriteStartArray("spans"u8);
        foreach (TimelineSpan span in difference.Spans)
        {
            json.WriteStartObject();
            json.WriteString("actuator"u8, span.Actuator);
            json.WriteNumber("fromUnixMs"u8, span.FromUnix);
            json.WriteNumber("untilUnixMs"u8, span.UntilUnix);
            json.WriteBoolean("on"u8, span.NowOn);
            json.WriteString("oldCause"u8, span.OldCause);
            json.WriteString("newCause"u8, span.NewCause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNames(ReadOnlySpan<byte> member, IEnumerable<string> names, Utf8JsonWriter json)
    {
        json.WriteStartArray(member);
        foreach (string name in names) { json.WriteStringValue(name); }
        json.WriteEndArray();
    }

    private static string State(bool on) => on ? "on" : "off";

    /// <summary>Such as <c>2h 05m 10s</c>.</summary>
    private static string Duration(long milliseconds)
    {
        long seconds = milliseconds / 1000;
        (long minutes, long rest) = (seconds / 60, seconds % 60);
        string small = $"{minutes % 60:00}m {rest:00}s";
        return minutes < 60 ? $"{minutes}m {rest:00}s" : $"{minutes / 60}h {small}";
    }
}
