using System.Globalization;
using System.Text.Json;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Operator.Open;

/// <summary>Writes opened readings and events, one line each.</summary>
internal sealed class RowWriter(System.IO.Stream output, bool csv) : IDisposable
{
    private const string Columns = "device,stream,sequence,kind,name,value,unit,quality,reason,unix_ms,monotonic_ms,clock,boot";

    private readonly StreamWriter _text = new(output, leaveOpen: true) { NewLine = "\n" };
    private bool _begun;

    public void Write(RecordHeader header, StreamSchema schema, BatchContent content)
    {
        if (csv && !_begun) { _text.WriteLine(Columns); }
        _begun = true;
        foreach (ref readonly Reading reading in content.Readings.Span)
        {
            SchemaChannel channel = schema.Channels[reading.Channel];
            Write(header, new Row(
                "reading", channel.Name, reading.IsUsable ? reading.Value : null, channel.Unit.ToString(), reading.Quality.ToString(),
                reading.Reason.ToString(), reading.Time));
        }

        foreach (ref readonly ActuatorEvent item in content.Events.Span)
        {
            string rule = item.Rule >= 0 ? schema.Rules[item.Rule] : "";
            Write(header, new Row(
                "event", schema.Actuators[item.Actuator], item.On ? 1 : 0, nameof(Unit.Switch), item.Cause.ToString(), rule, item.Time));
        }
    }

    public void Dispose() => _text.Dispose();

    private void Write(RecordHeader header, Row row)
    {
        if (csv)
        {
            object?[] fields =
            [
                header.Device, header.Stream, header.Sequence, row.Kind, row.Name, row.Value, row.Unit, row.Quality, row.Reason,
                row.Time.UnixMilliseconds, row.Time.MonotonicMilliseconds, row.Time.Quality, header.Boot,
            ];
            _text.WriteLine(string.Join(',', fields.Select(field => Convert.ToString(field, CultureInfo.InvariantCulture))));
            return;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("device", header.Device.ToString());
            json.WriteString("stream", header.Stream);
            json.WriteNumber("sequence", header.Sequence);
            json.WriteString("kind", row.Kind);
            json.WriteString("name", row.Name);
            if (row.Value is { } value) { json.WriteNumber("value", value); } else { json.WriteNull("value"); }
            json.WriteString("unit", row.Unit);
            json.WriteString("quality", row.Quality);
            json.WriteString("reason", row.Reason);
            json.WriteNumber("unixMs", row.Time.UnixMilliseconds);
            json.WriteNumber("monotonicMs", row.Time.MonotonicMilliseconds);
            json.WriteString("clock", row.Time.Quality.ToString());
            json.WriteString("boot", header.Boot.ToString());
            json.WriteEndObject();
        }

        _text.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <param name="Quality">Of a reading; the cause of an event.</param>
    /// <param name="Reason">Of a reading; the rule of an event.</param>
    private sealed record Row(string Kind, string Name, double? Value, string Unit, string Quality, string Reason, ReadingTime Time);
}
