using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Incidents;

namespace Edge.Platform.Incidents;

/// <summary>The first file of a bundle: what is in it, and what is not and why. Document: docs/formats/incident.md.</summary>
/// <param name="Device">Null: the gateway has no identity yet.</param>
/// <param name="IsRunning">Whether a gateway answered.</param>
public sealed record IncidentManifest(
    int Version, string? Device, string Software, string Boot, long MadeUnixMs, long SinceUnixMs, bool IsRunning,
    IReadOnlyList<IncidentFile> Files, IReadOnlyList<IncidentGap> Missing)
{
    public const string Name = "manifest.json";

    public const int Newest = 1;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, IncidentJson.Default.IncidentManifest);

    /// <summary>Null: no manifest, another version, or one that breaks a limit.</summary>
    public static IncidentManifest? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > IncidentLimits.MaxManifestBytes) { return null; }
        try
        {
            IncidentManifest? manifest = JsonSerializer.Deserialize(bytes, IncidentJson.Default.IncidentManifest);
            bool isWhole = manifest is { Version: Newest, Software: not null, Boot: not null, Files: not null, Missing: not null }
                && manifest.Files.Count <= IncidentLimits.MaxFiles
                && manifest.Files.All(file => file is { Name: not null, Sha256: not null });
            return isWhole ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="IsCut">Longer than the limit: only a part of it is here.</param>
public sealed record IncidentFile(string Name, long Bytes, string Sha256, bool IsCut);

/// <param name="Why">In words.</param>
public sealed record IncidentGap(string Name, string Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IncidentManifest))]
internal sealed partial class IncidentJson : JsonSerializerContext;
