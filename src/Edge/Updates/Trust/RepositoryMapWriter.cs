using System.Buffers;
using System.Text.Json;

namespace Edge.Updates.Trust;

/// <summary>Writes a map; the same map gives the same bytes.</summary>
public static class RepositoryMapWriter
{
    public static byte[] Write(RepositoryMap map)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartObject("repositories");
        foreach (MappedRepository repository in map.Repositories)
        {
            WriteTexts(json, repository.Name, repository.Addresses.Select(address => address.AbsoluteUri));
        }
        json.WriteEndObject();
        json.WriteStartArray("mapping");
        foreach (PathMapping mapping in map.Mappings)
        {
            json.WriteStartObject();
            WriteTexts(json, "paths", mapping.Paths);
            WriteTexts(json, "repositories", mapping.Repositories);
            json.WriteBoolean("terminating", true);
            json.WriteNumber("threshold", mapping.Repositories.Length);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }
}
