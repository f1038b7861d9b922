using System.Collections.Immutable;
using System.Text;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Tests.Updates.Releases;

/// <summary>Small releases made for one test; each blob is the file itself unless a test says otherwise.</summary>
internal static class TestRelease
{
    public static HealthRules Health { get; } = new(
        TimeSpan.FromMinutes(5), ["edge.service"],
        [HealthCriterion.RulesLoaded, HealthCriterion.OutboxWritable, HealthCriterion.SensorsPlausible]);

    public static ReleaseManifest Of(string release, params (string Path, string Content)[] files) => new(
        "app", release, "linux-x64", 1, new StateFormats(1, 1), [.. files.Select(f => File(f.Path, f.Content))], Health, null);

    public static ReleaseFile File(string path, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        ContentHash hash = ContentHash.Of(bytes);
        return new ReleaseFile(
            path, path == "edge", bytes.Length, hash, new ReleaseBlob(hash, bytes.Length, BlobCompression.None),
            ImmutableArray<ReleasePatch>.Empty);
    }
}
