using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Edge.Sealing;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>What is not whole any more, and why.</summary>
public sealed record ReleaseDamage(SlotRelease Release, string Detail);

/// <summary>One small file for each closed update, and for each committed release that was found damaged; the newest 32 of each component; others read and
/// forward them.</summary>
/// <remarks>Name: component and a number that only rises: the generation of the state, or one more than the last report has,
/// where the state was lost and counts anew. The same end leaves one report, however often it is closed. Throws <see cref="IOException"/>.</remarks>
public sealed class UpdateReports(IUpdateDisk disk, string folder)
{
    private const int Kept = 32;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public string Folder => Path.Combine(folder, "reports");

    /// <param name="state">Committed or fallen back; beside a damage, what runs instead.</param>
    public void Add(string component, SlotState state, DateTimeOffset now, ReleaseDamage? damage = null)
    {
        disk.MakeFolders(folder, "reports");
        long[] numbers = [.. disk.List(Folder).Select(entry => NumberOf(component, entry.Name)).OfType<long>().Order()];
        long last = numbers.LastOrDefault();
        if (state.Generation <= last && IsSame(component, state, last, damage)) { return; }
        long number = Math.Max(state.Generation, last + 1);
        disk.Replace(FileOf(component, number), Write(component, state with { Generation = number }, now, damage));

        // Forwarded in the order of their numbers: what was not forwarded yet goes last.
        foreach (long old in numbers.SkipLast(Kept - 1)) { disk.Delete(FileOf(component, old)); }
    }

    private string FileOf(string component, long number) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{component}-{number:D12}.json"));

    private static long? NumberOf(string component, string name) =>
        name.StartsWith($"{component}-", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(component.Length + 1, name.Length - component.Length - 1 - ".json".Length), NumberStyles.None,
                CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    // Closed again after a cut: only the clock has gone on.
    private bool IsSame(string component, SlotState state, long number, ReleaseDamage? damage)
    {
        if (disk.ReadAll(FileOf(component, number), DeviceReport.MaxContentBytes) is not byte[] bytes) { return false; }
        return ClockOf(bytes) is DateTimeOffset clock
            && bytes.AsSpan().SequenceEqual(Write(component, state with { Generation = number }, clock, damage));
    }

    private static DateTimeOffset? ClockOf(byte[] report)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(report);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("clock", out JsonElement clock) && clock.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParseExact(
                    clock.GetString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The document; docs/formats/update-report.md.</summary>
    internal static byte[] Write(string component, SlotState state, DateTimeOffset now, ReleaseDamage? damage = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("component", component);
        json.WriteString("outcome", damage is null ? SlotStateWriter.PhaseWord(state.Phase) : "damaged");
        json.WriteString("clock", now.ToString(Format, CultureInfo.InvariantCulture));
        json.WriteNumber("generation", state.Generation);
        if (state.Committed is { } committed)
        {
            json.WriteString("runs", committed.Release);
            json.WriteString("manifest", committed.Manifest.ToString());
        }
        if (damage is not null)
        {
            json.WriteStartObject("damaged");
            json.WriteString("release", damage.Release.Release);
            json.WriteString("manifest", damage.Release.Manifest.ToString());
            json.WriteString("detail", UpdateFailure.Shorten(damage.Detail));
            json.WriteEndObject();
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
