using System.Text;
using Edge.Keys;
using Edge.Platform.Updates;
using Edge.Tests.Host;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Releases;

namespace Edge.Tests.Platform.Updates;

/// <summary>Releases of the site <c>test</c>, complete: file, board profile, scenario, the collector's document.</summary>
internal static class TestSiteRelease
{
    public const string Id = "test";

    public static string Text { get; } = TestSite.Text("1MiB");

    /// <summary>What the operator at a desk has in a folder.</summary>
    public static Dictionary<string, byte[]> Files(string? text = null) => new(StringComparer.Ordinal)
    {
        [SiteContent.SiteFile] = Encoding.UTF8.GetBytes(text ?? Text),
        ["scenario.yaml"] = Encoding.UTF8.GetBytes(TestSite.Scenario("")),
        [$"{SiteContent.BoardFolder}/simulated.yaml"] =
            Encoding.UTF8.GetBytes(Repository.Read("hardware-profiles", "simulated.yaml")),
        [$"{SiteContent.TrustFolder}/platform.collector.json"] = Encoding.UTF8.GetBytes(Collector()),
    };

    public static ReleaseManifest Manifest(string release, Dictionary<string, byte[]> files, string id = Id) =>
        TestRelease.Of(release, [.. files.Select(file => (file.Key, Encoding.UTF8.GetString(file.Value)))]) with
        {
            Component = ReleaseManifest.Site, Rid = id,
        };

    /// <summary>The document of a collector that nobody runs.</summary>
    public static string Collector()
    {
        using var recipient = RecipientSecretKey.Create();
        return new CollectorDescriptor("platform", new Uri("https://127.0.0.1:1"), new byte[32], new byte[32], recipient.PublicKey).ToJson();
    }

    /// <summary>The files below a folder, as a person has them.</summary>
    public static void WriteTo(string folder, Dictionary<string, byte[]> files)
    {
        foreach ((string name, byte[] content) in files)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }
}
