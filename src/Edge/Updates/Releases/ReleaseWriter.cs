using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Edge.Updates.Releases;

/// <summary>Writes a release manifest: the same release gives the same bytes.</summary>
public static class ReleaseWriter
{
    public static byte[] Write(ReleaseManifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("component", manifest.Component);
        json.WriteString("release", manifest.Release);
        json.WriteString("rid", manifest.Rid);
        json.WriteNumber("epoch", manifest.Epoch);
        json.WriteStartObject("state");
        json.WriteNumber("writes", manifest.State.Writes);
        json.WriteNumber("readsFrom", manifest.State.ReadsFrom);
        json.WriteEndObject();
        json.WriteStartArray("files");
        foreach (ReleaseFile file in manifest.Files) { Write(json, file); }
        json.WriteEndArray();
        Write(json, manifest.Health);
        if (manifest.Sbom is string sbom) { json.WriteString("sbom", sbom); }
        if (manifest.Verity is { } verity) { json.WriteString("verity", verity.ToString()); }
        if (!manifest.Needs.IsEmpty) { Write(json, manifest.Needs); }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<ReleaseNeed> needs)
    {
        json.WriteStartArray("needs");
        foreach (ReleaseNeed need in needs)
        {
            json.WriteStartObject();
            json.WriteString("component", need.Component);
            json.WriteStartArray("releases");
            foreach (string release in need.Releases) { json.WriteStringValue(release); }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReleaseFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteString("mode", ReleaseWords.Modes[file.IsExecutable ? 1 : 0]);
        json.WriteNumber("length", file.Length);
        json.WriteString("sha256", file.Hash.ToString());
        json.WriteStartObject("blob");
        json.WriteString("sha256", file.Blob.Hash.ToString());
        json.WriteNumber("length", file.Blob.Length);
        json.WriteString("compression", ReleaseWords.Of(file.Blob.Compression));
        json.WriteEndObject();
        json.WriteStartArray("patches");
        foreach (ReleasePatch patch in file.Patches)
        {
            json.WriteStartObject();
            json.WriteString("from", patch.From.ToString());
            json.WriteString("sha256", patch.Hash.ToString());
            json.WriteNumber("length", patch.Length);
            json.WriteString("method", ReleaseWords.Of(patch.Method));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HealthRules health)
    {
        json.WriteStartObject("health");
        json.WriteString("deadline", IsoDuration.Write(health.Deadline));
        json.WriteStartArray("units");
        foreach (string unit in health.Units) { json.WriteStringValue(unit); }
        json.WriteEndArray();
        json.WriteStartArray("criteria");
        foreach (HealthCriterion criterion in health.Criteria) { json.WriteStringValue(ReleaseWords.Of(criterion)); }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
