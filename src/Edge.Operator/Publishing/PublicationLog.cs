using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Platform.Files;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Every publication as a line of NDJSON that carries the hash of the line before: two histories are
/// noticed.</summary>
/// <remarks>File: docs/formats/repository-folder.md. A cut may leave a last line for a publication that never
/// became visible.</remarks>
internal static class PublicationLog
{
    private const int MaxLineBytes = 1024 * 1024;
    private static readonly string Beginning = new('0', 64);

    /// <summary>Adds a line; durable on return.</summary>
    public static void Append(string path, string kind, DateTimeOffset time, IReadOnlyDictionary<string, byte[]> documents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string[] lines = File.Exists(path) ? [.. WholeLines(File.ReadAllText(path))] : [];
        var entry = new JsonObject
        {
            ["number"] = lines.Length + 1,
            ["previous"] = lines.Length == 0 ? Beginning : HashOf(lines[^1]),
            ["time"] = MetadataDocument.Write(time),
            ["kind"] = kind,
            ["documents"] = new JsonObject(documents.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
                KeyValuePair.Create(each.Key, (JsonNode?)Convert.ToHexStringLower(SHA256.HashData(each.Value))))),
        };
        string text = string.Concat(lines.Append(entry.ToJsonString()).Select(line => line + "\n"));
        DurableFile.Replace(path, Encoding.UTF8.GetBytes(text), DurableFile.WorldReadable);
    }

    /// <summary>Null when every line follows from the one before, and the newest snapshot is the one that is
    /// published.</summary>
    public static string? Check(string path, string snapshotFile, byte[] snapshot)
    {
        if (!File.Exists(path)) { return $"{path} is missing"; }
        string previous = Beginning;
        bool isNamed = false;
        int number = 0;
        string text = File.ReadAllText(path);
        if (!text.EndsWith('\n')) { return $"{path}: the last line is cut off"; }
        foreach (string line in WholeLines(text))
        {
            number++;
            if (!StrictJson.Parse(Encoding.UTF8.GetBytes(line), MaxLineBytes, $"line {number}").TryGet(out JsonElement entry, out TufReason reason))
            {
                return $"{path}: {reason.Detail}";
            }
            bool follows = entry.TryGetProperty("previous", out JsonElement before) && before.ValueKind == JsonValueKind.String
                && before.GetString() == previous && entry.TryGetProperty("number", out JsonElement count)
                && count.ValueKind == JsonValueKind.Number && count.GetInt64() == number;
            if (!follows) { return $"{path}: line {number} does not follow from the one before"; }
            previous = HashOf(line);
            isNamed |= entry.TryGetProperty("documents", out JsonElement documents) && documents.ValueKind == JsonValueKind.Object
                && documents.TryGetProperty(snapshotFile, out JsonElement hash) && hash.ValueKind == JsonValueKind.String
                && hash.GetString() == Convert.ToHexStringLower(SHA256.HashData(snapshot));
        }
        return isNamed ? null : $"{path}: {snapshotFile} is published and in no line";
    }

    private static string[] WholeLines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
}
