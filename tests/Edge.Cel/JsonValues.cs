using System.Globalization;
using System.Text.Json;
using Edge.Rules.Cel;
using Edge.Rules.Cel.Library;

namespace Edge.Cel;

/// <summary>Values of the language as JSON objects with one member that names the type.</summary>
internal static class JsonValues
{
    public static CelValue Read(JsonElement json)
    {
        JsonProperty only = json.EnumerateObject().Single();
        CelValue value = only.Name switch
        {
            "int" => CelValue.Of(long.Parse(Text(only), CultureInfo.InvariantCulture)),
            "uint" => CelValue.Of(ulong.Parse(Text(only), CultureInfo.InvariantCulture)),
            "double" => CelValue.Of(only.Value.ValueKind == JsonValueKind.String ? Special(Text(only)) : only.Value.GetDouble()),
            "string" => CelValue.Of(Text(only)),
            "bytes" => CelValue.Of(only.Value.GetBytesFromBase64()),
            "bool" => CelValue.Of(only.Value.GetBoolean()),
            "null" => CelValue.Null,
            "list" => CelValue.Of(new CelList([.. only.Value.EnumerateArray().Select(Read)])),
            "map" => CelMap.Of([.. only.Value.EnumerateArray().Select(entry => (Read(entry[0]), Read(entry[1])))]),
            "timestamp" => TimeTexts.Moment(Text(only)),
            "duration" => TimeTexts.Length(Text(only)),
            "type" => CelEnvironment.Standard.Variable(Text(only))?.Value ?? throw new FormatException($"no type {Text(only)}"),
            _ => throw new FormatException($"no kind of value: {only.Name}"),
        };
        return value.IsValue ? value : throw new FormatException($"no {only.Name}: {only.Value}");
    }

    public static void Write(Utf8JsonWriter writer, in CelValue value)
    {
        writer.WriteStartObject();
        switch (value.Kind)
        {
            case CelKind.Int: writer.WriteString("int", value.Bits.ToString(CultureInfo.InvariantCulture)); break;
            case CelKind.Uint: writer.WriteString("uint", value.Uint.ToString(CultureInfo.InvariantCulture)); break;
            case CelKind.Double: WriteDouble(writer, value.Double); break;
            case CelKind.String: writer.WriteString("string", value.Text); break;
            case CelKind.Bytes: writer.WriteBase64String("bytes", value.Bytes); break;
            case CelKind.Bool: writer.WriteBoolean("bool", value.Bool); break;
            case CelKind.Null: writer.WriteNull("null"); break;
            case CelKind.List: WriteList(writer, value.List); break;
            case CelKind.Map: WriteMap(writer, value.Map); break;
            case CelKind.Timestamp: writer.WriteString("timestamp", TimeTexts.Print(value)); break;
            case CelKind.Duration: writer.WriteString("duration", TimeTexts.PrintDuration(value.Bits)); break;
            default: writer.WriteString("type", value.Type.Name); break;
        }

        writer.WriteEndObject();
    }

    private static string Text(JsonProperty property) =>
        property.Value.GetString() ?? throw new FormatException($"{property.Name} is null");

    private static double Special(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw new FormatException($"no double: {text}"),
    };

    private static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (Numerals.Special(value) is { } special)
        {
            writer.WriteString("double", special);
            return;
        }

        // With a point or an exponent, so that no reader takes -0.0 for a whole number.
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        writer.WritePropertyName("double");
        writer.WriteRawValue(digits.AsSpan().ContainsAny(".E") ? digits : $"{digits}.0");
    }

    private static void WriteList(Utf8JsonWriter writer, CelList list)
    {
        writer.WriteStartArray("list");
        foreach (CelValue item in list.Items) { Write(writer, item); }
        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, CelMap map)
    {
        writer.WriteStartArray("map");
        foreach ((CelValue key, CelValue value) in map.Entries)
        {
            writer.WriteStartArray();
            Write(writer, key);
            Write(writer, value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
