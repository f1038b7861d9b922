using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>One small file for each closed update, the newest 32; others read and forward them.</summary>
/// <remarks>Name: component and generation, so that the same end writes the same file twice. Throws
/// <see cref="IOException"/>.</remarks>
public sealed class UpdateReports(IUpdateDisk disk, string folder)
{
    private const int Kept = 32;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public string Folder => Path.Combine(folder, "reports");

    /// <param name="state">Committed or fallen back.</param>
    public void Add(string component, SlotState state, DateTimeOffset now)
    {
        disk.MakeFolders(folder, "reports");
        string name = string.Create(CultureInfo.InvariantCulture, $"{component}-{state.Generation:D12}.json");
        disk.Replace(Path.Combine(Folder, name), Write(component, state, now));
        string[] old = [.. disk.List(Folder).Select(entry => entry.Name).Order(StringComparer.Ordinal).SkipLast(Kept)];
        foreach (string file in old) { disk.Delete(Path.Combine(Folder, file)); }
    }

    /// <summary>The document; docs/formats/update-report.md.</summary>
    internal static byte[] Write(string component, SlotState state, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("component", component);
        json.WriteString("outcome", SlotStateWriter.PhaseWord(state.Phase));
        json.WriteString("clock", now.ToString(Format, CultureInfo.InvariantCulture));
        json.WriteNumber("generation", state.Generation);
        if (state.Committed is { } committed)
        {
            json.WriteString("runs", committed.Release);
            json.WriteString("manifest", committed.Manifest.ToString());
        }
        if (state.Evidence is { } evidence)
        {
            json.WriteStartArray("starts");
            foreach (string start in evidence.Starts) { json.WriteStringValue(start); }
            json.WriteEndArray();
            json.WriteBoolean("offline", evidence.Offline);
        }
        if (state.Failure is { } failure)
        {
            json.WriteStartObject("undone");
            json.WriteString("release", failure.Release);
            json.WriteString("manifest", failure.Manifest.ToString());
            json.WriteNumber("reason", (ushort)failure.Reason);
            json.WriteString("detail", failure.Detail);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
