using System.Text.Json;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>A timeline as members of a JSON object.</summary>
public static class TimelineJson
{
    public static void Write(Timeline timeline, Utf8JsonWriter json)
    {
        json.WriteString("site"u8, timeline.Site.Id);
        json.WriteNumber("fromUnixMs"u8, timeline.From.UnixMilliseconds);
        json.WriteNumber("untilUnixMs"u8, timeline.Until.UnixMilliseconds);
        json.WriteNumber("scans"u8, timeline.Scans);
        json.WriteStartArray("events"u8);
        foreach (TimelineEntry entry in timeline.Entries) { WriteEntry(timeline.Site, entry, json); }
        json.WriteEndArray();
        json.WriteNumber("eventsLeftOut"u8, timeline.EntriesLeftOut);
        json.WriteStartArray("rules"u8);
        for (int rule = 0; rule < timeline.Rules.Length; rule++)
        {
            WriteRule(timeline.Site.Rules[rule], timeline.Rules[rule], json);
        }

        json.WriteEndArray();
    }

    private static void WriteEntry(Site site, in TimelineEntry entry, Utf8JsonWriter json)
    {
        ActuatorEvent item = entry.Event;
        json.WriteStartObject();
        json.WriteNumber("unixMs"u8, item.Time.UnixMilliseconds);
        json.WriteNumber("monotonicMs"u8, item.Time.MonotonicMilliseconds);
        json.WriteString("actuator"u8, site.Actuators[item.Actuator].Name);
        json.WriteBoolean("on"u8, item.On);
        json.WriteString("cause"u8, PlainWords.Of(item.Cause.ToString()));
        if (item.Rule >= 0) { json.WriteString("rule"u8, site.Rules[item.Rule].Name); }
        json.WriteStartArray("inputs"u8);
        foreach (Reading reading in entry.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("channel"u8, site.Channels[reading.Channel].Name);
            if (reading.IsUsable) { json.WriteNumber("value"u8, reading.Value); }
            else { json.WriteNull("value"u8); }
            json.WriteString("quality"u8, PlainWords.Of(reading.Quality.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(RuleDeclaration rule, RuleCoverage coverage, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, rule.Name);
        json.WriteNumber("trueMs"u8, coverage.TrueMilliseconds);
        json.WriteNumber("falseMs"u8, coverage.FalseMilliseconds);
        json.WriteNumber("unknownMs"u8, coverage.UnknownMilliseconds);
        json.WriteNumber("becameTrue"u8, coverage.BecameTrue);
        json.WriteNumber("decided"u8, coverage.Decided);
        json.WriteEndObject();
    }
}
