namespace Edge.Updates.Releases;

/// <summary>The words of the manifest, in the order of the enums that they stand for.</summary>
internal static class ReleaseWords
{
    public static readonly string[] Components = [ReleaseManifest.App, ReleaseManifest.Site, ReleaseManifest.Os];
    public static readonly string[] Modes = ["644", "755"];
    public static readonly string[] Compressions = ["none", "brotli"];
    public static readonly string[] Methods = ["edge-delta-1"];
    public static readonly string[] Criteria = ["rules-loaded", "outbox-writable", "sensors-plausible"];

    public static string Of(BlobCompression compression) => Compressions[(int)compression - 1];

    public static string Of(PatchMethod method) => Methods[(int)method - 1];

    public static string Of(HealthCriterion criterion) => Criteria[(int)criterion - 1];
}
