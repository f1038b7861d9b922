using System.Text;
using System.Text.Json;
using Edge.Platform.Files;
using Edge.Rules;
using Edge.Rules.Replay;
using Edge.Rules.Replay.Plot;

namespace Edge.Host.Replay;

/// <summary>What becomes of a replay: text or JSON on standard output, a picture in a file.</summary>
internal sealed record ReplayOutput(string? Plot, bool IsJson)
{
    /// <summary>Null, or why the picture was not written.</summary>
    public string? Write(RuleBook book, Replayed played, TimelineDifference? difference)
    {
        if (IsJson) { WriteJson(played, difference); }
        else { WriteText(played, difference); }
        if (Plot is null) { return null; }
        try
        {
            File.WriteAllText(Plot, TimelinePlot.Draw(book, played.Timeline, played.Samples), new UTF8Encoding(false));
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return $"--plot: {Plot}: {FileTrouble.Of(Plot, cause)}";
        }
    }

    /// <summary>The text of a replay, for people and for golden files.</summary>
    public static string Text(Replayed played, TimelineDifference? difference)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Timeline timeline = played.Timeline;
        string from = TimelineText.Moment(timeline.Site, timeline.From.UnixMilliseconds);
        text.WriteLine($"{timeline.Site.Id}: {from} to {TimelineText.Moment(timeline.Site, timeline.Until.UnixMilliseconds)}");
        foreach (string note in played.Notes) { text.WriteLine($"  {note}"); }
        text.WriteLine();
        TimelineText.WriteEntries(timeline, text);
        text.WriteLine();
        TimelineText.WriteCoverage(timeline, text);
        if (difference is not null)
        {
            text.WriteLine();
            DifferenceText.Write(timeline.Site, difference, text);
        }

        return text.ToString();
    }

    private static void WriteText(Replayed played, TimelineDifference? difference) => Console.Write(Text(played, difference));

    private static void WriteJson(Replayed played, TimelineDifference? difference)
    {
        using System.IO.Stream output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = false });
        json.WriteStartObject();
        json.WriteNumber("version"u8, 1);
        TimelineJson.Write(played.Timeline, json);
        json.WriteStartArray("notes"u8);
        foreach (string note in played.Notes) { json.WriteStringValue(note); }
        json.WriteEndArray();
        if (difference is not null) { DifferenceText.Write(difference, json); }
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
