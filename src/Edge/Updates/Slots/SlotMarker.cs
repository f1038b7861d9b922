using System.Buffers;
using System.Text.Json;
using Edge.Updates.Tuf;

namespace Edge.Updates.Slots;

/// <summary>Says that a slot is whole, and which release it is. Written last, removed first.</summary>
/// <param name="Manifest">Hash of the manifest beside it, which names every file.</param>
public sealed record SlotMarker(string Component, string Release, ContentHash Manifest)
{
    public const int MaxBytes = 1_024;

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("component", Component);
        json.WriteString("release", Release);
        json.WriteString("manifest", Manifest.ToString());
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static Result<SlotMarker, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, MaxBytes, "marker", Read);

    private static SlotMarker Read(TufFields fields)
    {
        fields.Only("version", "component", "release", "manifest");
        return new SlotMarker(
            fields.Name("component", PathNames.MaxNameLength), fields.Name("release", PathNames.MaxNameLength),
            fields.Hash("manifest"));
    }
}
