using System.Text.Json;
using Edge.Platform.Files;

namespace Edge.Operator.Rollouts;

/// <summary>How the last update of each device ended.</summary>
/// <param name="Runs">The release that it runs since; null: what its package brought.</param>
/// <param name="Undone">The release that it took back last, and why; null: none.</param>
internal sealed record LastReport(long Generation, string? Runs, string? Undone, string? Detail);

/// <summary>Reports of devices, from the file that <c>edge-collector reports</c> writes: the collector has verified that
/// each is its device's.</summary>
internal static class FleetReports
{
    private const int MaxLineChars = 256 * 1024;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Of each device the report of the highest generation of its slots.</summary>
    public static Result<IReadOnlyDictionary<DeviceId, LastReport>, string> Read(string path, string component)
    {
        try
        {
            return Read(File.ReadLines(path), path, component);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {FileTrouble.Of(path, exception)}.";
        }
    }

    /// <summary>The same of lines that are at hand.</summary>
    /// <param name="path">Named in refusals.</param>
    internal static Result<IReadOnlyDictionary<DeviceId, LastReport>, string> Read(
        IEnumerable<string> lines, string path, string component)
    {
        var last = new Dictionary<DeviceId, LastReport>();
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            using JsonDocument? json = Parse(line);
            if (json is null || Text(json.RootElement, "device") is not { } id || ReadId(id) is not { } device)
            {
                return $"{path}:{number}: no report of a device; expected lines of edge-collector reports.";
            }
            if (ReadContent(json.RootElement, component) is { } report
                && (!last.TryGetValue(device, out LastReport? known) || known.Generation <= report.Generation))
            {
                last[device] = report;
            }
        }
        return last;
    }

    // Not the strict reader of signed metadata: one device's odd number must not keep the others from being counted.
    private static JsonDocument? Parse(string line)
    {
        try
        {
            return line.Length <= MaxLineChars ? JsonDocument.Parse(line, Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What a device wrote is its own word: anything else than a report of this component is passed over.
    private static LastReport? ReadContent(JsonElement line, string component)
    {
        if (Text(line, "kind") != Sealing.DeviceReport.Update || Member(line, "content") is not { } content || Text(content, "component") != component)
        {
            return null;
        }
        long generation = -1;
        bool isCounted = Member(content, "generation") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out generation);
        if (!isCounted || generation < 0) { return null; }
        JsonElement? undone = Member(content, "undone");
        return new LastReport(
            generation, Text(content, "runs"),
            undone is { } failed ? Text(failed, "release") : null, undone is { } why ? Text(why, "detail") : null);
    }

    private static DeviceId? ReadId(string text) =>
        text.Length == 2 * DeviceId.Length && text.All(char.IsAsciiHexDigitLower) ? DeviceId.FromBytes(Convert.FromHexString(text)) : null;

    private static JsonElement? Member(JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a name in it has half of a character, which JSON lets pass
        }
    }

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // the same in the text
        }
    }
}
