using System.Collections.Immutable;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>A key as messages and the schema see it.</summary>
/// <param name="Meaning">One or two sentences for the person who writes the file; an editor shows
/// them.</param>
internal sealed record KeyDescription(
    string Name, bool IsRequired, string Expected, string Meaning, Action<Utf8JsonWriter> WriteSchema);

/// <summary>A key and the shape of its value.</summary>
internal sealed record Key<T>(KeyDescription Description, Shape<T> Shape)
{
    public static Key<T> Required(string name, Shape<T> shape, string meaning) =>
        new(new(name, true, shape.Expected, meaning, shape.WriteSchema), shape);

    public static Key<T> Optional(string name, Shape<T> shape, string meaning) =>
        new(new(name, false, shape.Expected, meaning, shape.WriteSchema), shape);
}

/// <summary>The keys of one kind of mapping: the one table behind reading, suggestions and schema.</summary>
/// <param name="What">The thing described, such as <c>a sensor</c>.</param>
/// <param name="WriteMore">Further keywords of JSON Schema, such as conditions between keys.</param>
internal sealed record KeyTable(
    string What, ImmutableArray<KeyDescription> Keys, Action<Utf8JsonWriter>? WriteMore = null)
{
    public string Names { get; } = string.Join(", ", Keys.Select(key => key.Name));

    public void WriteSchema(Utf8JsonWriter writer)
    {
        writer.WriteString("type"u8, "object"u8);
        writer.WriteBoolean("additionalProperties"u8, false);
        if (Keys.Any(key => key.IsRequired))
        {
            writer.WriteStartArray("required"u8);
            foreach (KeyDescription key in Keys.Where(key => key.IsRequired))
            {
                writer.WriteStringValue(key.Name);
            }
            writer.WriteEndArray();
        }
        writer.WriteStartObject("properties"u8);
        foreach (KeyDescription key in Keys)
        {
            writer.WriteStartObject(key.Name);
            writer.WriteString("description"u8, key.Meaning);
            key.WriteSchema(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        WriteMore?.Invoke(writer);
    }
}
