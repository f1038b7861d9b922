using System.IO.Compression;
using Edge.Incidents;
using Edge.Platform.Incidents;

namespace Edge.Fuzz;

/// <summary>The decoders of an incident bundle: of what arrives, and of the archive and the manifest in it.</summary>
internal static class IncidentTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        byte[] bundle = Bundle();
        yield return new FuzzTarget("incident-bundle", [bundle], Read);
        yield return new FuzzTarget("incident-archive", [Unpacked(bundle)], bytes => Read(Packed(bytes)));
        yield return new FuzzTarget(
            "incident-manifest", [IncidentReader.Read(bundle).Value.Manifest.Write()],
            bytes => IncidentManifest.Read(bytes) is { } manifest ? $"{manifest.Files.Count} {manifest.Missing.Count}" : "refused");
    }

    private static string Read(byte[] bytes) => IncidentReader.Read(bytes) is { IsOk: false } refused ? refused.Reason.Split(' ')[0] : "ok";

    private static byte[] Bundle()
    {
        var bundle = new IncidentBundle(new Redaction([]));
        bundle.AddText("site.yaml", "edge: 1\n", "");
        bundle.AddText("status.json", null, "no gateway answered");
        return bundle.Write((files, missing) => new IncidentManifest(1, "ab", "1.0", "boot", 2_000, 1_000, true, files, missing));
    }

    private static byte[] Unpacked(byte[] bundle)
    {
        var plain = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(bundle), CompressionMode.Decompress);
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Packed(byte[] plain)
    {
        var output = new MemoryStream();
        using (var packed = new GZipStream(output, CompressionLevel.NoCompression, leaveOpen: true)) { packed.Write(plain); }
        return output.ToArray();
    }
}
