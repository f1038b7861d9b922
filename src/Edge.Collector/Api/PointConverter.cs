using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Collector.Api;

/// <summary>A point as a short array: a plot has thousands of them.</summary>
public sealed class PointConverter : JsonConverter<Point>
{
    public override Point Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Points are only written.");

    public override void Write(Utf8JsonWriter writer, Point value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Time);
        WriteValue(writer, value.Minimum);
        WriteValue(writer, value.Mean);
        WriteValue(writer, value.Maximum);
        writer.WriteStringValue(value.Quality);
        writer.WriteStringValue(value.Reason);
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, double? value)
    {
        if (value is { } number) { writer.WriteNumberValue(number); } else { writer.WriteNullValue(); }
    }
}
