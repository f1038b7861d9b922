using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Where a log stood: so many lines, the last with this hash.</summary>
internal readonly record struct LogHead(long Lines, string Hash)
{
    /// <summary>In snapshot; docs/formats/tuf.md, section "Fields of Edge".</summary>
    public const string Field = "x-edge-log";

    public static LogHead Beginning { get; } = new(0, new string('0', 64));

    public JsonObject ToJson() => new() { ["lines"] = Lines, ["sha256"] = Hash };

    /// <summary>What a snapshot says about the log before it; null: nothing that can be read.</summary>
    public static LogHead? Of(JsonObject snapshot) =>
        snapshot[Field] is JsonObject head && head["lines"] is JsonValue lines && lines.TryGetValue(out long count)
        && head["sha256"] is JsonValue hash && hash.TryGetValue(out string? digits)
            ? new LogHead(count, digits)
            : null;
}

/// <summary>Every publication as a line of NDJSON that carries the hash of the line before; each snapshot is signed over
/// where the log stood: two histories are noticed.</summary>
/// <remarks>File: docs/formats/repository-folder.md. A cut may leave a last line for a publication that never
/// became visible. The log is written by one process; it grows by some 500 bytes a publication.</remarks>
internal sealed class PublicationLog(IUpdateDisk disk, string path)
{
    private const int MaxBytes = 256 * 1024 * 1024;
    private const int MaxLineBytes = 1024 * 1024;

    public LogHead Head() => HeadOf(Lines());

    /// <summary>Adds a line; durable on return.</summary>
    public void Append(string kind, DateTimeOffset time, IReadOnlyDictionary<string, byte[]> documents)
    {
        string[] lines = Lines();
        LogHead head = HeadOf(lines);
        var entry = new JsonObject
        {
            ["number"] = head.Lines + 1,
            ["previous"] = head.Hash,
            ["time"] = MetadataDocument.Write(time),
            ["kind"] = kind,
            ["documents"] = new JsonObject(documents.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
                KeyValuePair.Create(each.Key, (JsonNode?)Convert.ToHexStringLower(SHA256.HashData(each.Value))))),
        };
        string text = string.Concat(lines.Append(entry.ToJsonString()).Select(line => line + "\n"));
        disk.MakeFolders("/", Path.GetDirectoryName(path)!);
        disk.Replace(path, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Null when every line follows from the one before, the snapshot names a line of it, and a line behind that
    /// one names the snapshot.</summary>
    public string? Check(string snapshotFile, MetadataDocument snapshot, byte[] snapshotBytes)
    {
        string[] lines = Lines();
        if (lines.Length == 0) { return $"{path} is missing"; }
        if (disk.ReadAll(path, MaxBytes) is { } whole && whole[^1] != '\n') { return $"{path}: the last line is cut off"; }
        if (LogHead.Of(snapshot.Body) is not { } signed) { return $"{snapshotFile} says nothing about the log ({LogHead.Field})"; }
        string previous = LogHead.Beginning.Hash;
        string digest = Convert.ToHexStringLower(SHA256.HashData(snapshotBytes));
        bool isNamed = false, isSigned = signed == LogHead.Beginning;
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1];
            if (!StrictJson.Parse(Encoding.UTF8.GetBytes(line), MaxLineBytes, $"line {number}").TryGet(out JsonElement entry, out TufReason reason))
            {
                return $"{path}: {reason.Detail}";
            }
            if (!Follows(entry, number, previous)) { return $"{path}: line {number} does not follow from the one before"; }
            previous = HashOf(line);
            isSigned |= signed == new LogHead(number, previous);
            isNamed |= number > signed.Lines && HashIn(entry, snapshotFile) == digest;
        }
        if (!isSigned) { return $"{path}: line {signed.Lines} is not the one that {snapshotFile} was signed over"; }
        return isNamed ? null : $"{path}: {snapshotFile} is published and in no line";
    }

    private string[] Lines() => disk.ReadAll(path, MaxBytes) is { } bytes
        ? Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        : [];

    private static LogHead HeadOf(string[] lines) => lines.Length == 0 ? LogHead.Beginning : new(lines.Length, HashOf(lines[^1]));

    private static bool Follows(JsonElement entry, int number, string previous) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("previous", out JsonElement before)
        && before.ValueKind == JsonValueKind.String && before.GetString() == previous && entry.TryGetProperty("number", out JsonElement count)
        && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out long value) && value == number;

    private static string? HashIn(JsonElement entry, string file) =>
        entry.TryGetProperty("documents", out JsonElement documents) && documents.ValueKind == JsonValueKind.Object
        && documents.TryGetProperty(file, out JsonElement hash) && hash.ValueKind == JsonValueKind.String
            ? hash.GetString()
            : null;

    private static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
}
