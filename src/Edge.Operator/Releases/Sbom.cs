using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Platform.Files;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Operator.Releases;

/// <summary>The list of a release's parts: its files, and the packages in them by the lock files they were
/// built from.</summary>
/// <remarks>The same release gives the same bytes. Source: CycloneDX 1.6, ECMA-424.</remarks>
internal static class Sbom
{
    private const int MaxLockBytes = 4 * 1024 * 1024;

    public static Result<byte[], string> Write(ReleaseManifest manifest, IEnumerable<string> lockFiles)
    {
        var packages = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (string path in lockFiles)
        {
            if (AddPackages(path, packages) is { } wrong) { return wrong; }
        }
        var document = new JsonObject
        {
            ["bomFormat"] = "CycloneDX", ["specVersion"] = "1.6", ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject { ["type"] = "application", ["name"] = $"edge-{manifest.Component}", ["version"] = manifest.Release },
            },
            ["components"] = new JsonArray([.. packages.Values, .. manifest.Files.Select(FileOf)]),
        };
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject FileOf(ReleaseFile file) => new()
    {
        ["type"] = "file", ["name"] = file.Path, ["hashes"] = Hashes("SHA-256", file.Hash.ToString()),
    };

    private static JsonArray Hashes(string algorithm, string digits) =>
        new(new JsonObject { ["alg"] = algorithm, ["content"] = digits });

    /// <summary>Packages of one lock file, for every target framework in it; projects are not
    /// packages.</summary>
    private static string? AddPackages(string path, SortedDictionary<string, JsonObject> packages)
    {
        try
        {
            if (!StrictJson.Parse(File.ReadAllBytes(path), MaxLockBytes, path).TryGet(out JsonElement json, out TufReason reason))
            {
                return reason.Detail;
            }
            foreach (JsonProperty framework in json.GetProperty("dependencies").EnumerateObject())
            {
                foreach (JsonProperty package in framework.Value.EnumerateObject())
                {
                    if (!package.Value.TryGetProperty("resolved", out JsonElement resolved)) { continue; }
                    string version = resolved.GetString()!;
                    var component = new JsonObject
                    {
                        ["type"] = "library", ["name"] = package.Name, ["version"] = version, ["purl"] = $"pkg:nuget/{package.Name}@{version}",
                    };
                    if (package.Value.TryGetProperty("contentHash", out JsonElement hash))
                    {
                        component["hashes"] = Hashes("SHA-512", Convert.ToHexStringLower(Convert.FromBase64String(hash.GetString()!)));
                    }
                    packages[$"{package.Name}@{version}"] = component;
                }
            }
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {FileTrouble.Of(path, exception)}.";
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return $"{path} is no packages.lock.json.";
        }
    }
}
