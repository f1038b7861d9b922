using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Edge.Updates.Releases;

namespace Edge.Updates.Rollouts;

/// <summary>Writes a rollout for people to read before they sign it; the same rollout gives the same
/// bytes.</summary>
public static class RolloutWriter
{
    public static byte[] Write(Rollout rollout)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("component", rollout.Component);
        json.WriteString("release", rollout.Release);
        if (rollout.Name.Length > 0) { json.WriteString("rollout", rollout.Name); }
        if (rollout.IsPaused) { json.WriteString("state", RolloutFile.States[1]); }
        Write(json, "starts", rollout.Starts);
        Write(json, "bytesPerSecond", rollout.BytesPerSecond);
        if (rollout.Windows is { } windows) { Write(json, windows); }
        if (!rollout.Rings.IsEmpty)
        {
            json.WriteStartArray("rings");
            foreach (RolloutRing ring in rollout.Rings) { Write(json, ring); }
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, RolloutRing ring)
    {
        json.WriteStartObject();
        json.WriteString("name", ring.Name);
        if (ring.Devices is { } devices)
        {
            WriteTexts(json, "devices", devices.Select(device => device.ToString()));
        }
        Write(json, "percent", ring.Percent);
        Write(json, "ramp", ring.Ramp);
        Write(json, "soak", ring.Soak);
        Write(json, "success", ring.Success);
        Write(json, "maxFailed", ring.MaxFailed);
        Write(json, "maxFailedPercent", ring.MaxFailedPercent);
        if (ring.Progress is { } progress)
        {
            json.WriteStartObject("progress");
            json.WriteNumber("devices", progress.Devices);
            json.WriteNumber("installed", progress.Installed);
            json.WriteNumber("failed", progress.Failed);
            Write(json, "reached", progress.Reached);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WindowPlan windows)
    {
        json.WriteStartObject("windows");
        json.WriteString("timeZone", windows.TimeZone);
        Write(json, "jitter", windows.Jitter);
        json.WriteStartArray("open");
        foreach (MaintenanceWindow window in windows.Open)
        {
            json.WriteStartObject();
            WriteTexts(json, "days", window.Days.Select(day => RolloutFile.Days[(int)day]));
            json.WriteString(
                "from", window.From.ToString(RolloutFile.HourFormat, CultureInfo.InvariantCulture));
            json.WriteString("to", window.To.ToString(RolloutFile.HourFormat, CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, int? number)
    {
        if (number is int known) { json.WriteNumber(name, known); }
    }

    private static void Write(Utf8JsonWriter json, string name, TimeSpan duration)
    {
        if (duration > TimeSpan.Zero) { json.WriteString(name, IsoDuration.Write(duration)); }
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is DateTimeOffset known)
        {
            json.WriteString(
                name, known.UtcDateTime.ToString(RolloutFile.TimeFormat, CultureInfo.InvariantCulture));
        }
    }
}
