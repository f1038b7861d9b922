using System.IO.Compression;
using System.Text.Json;
using Edge.Updates;
using Edge.Updates.Patches;

namespace Edge.Benchmarks;

/// <summary>The two releases as indexes and packs, and the shipped executables that bring the second into slot B.</summary>
internal sealed class ImageOurs
{
    private const int Quality = 11;
    private const int Window = 22;

    private readonly string _folder;
    private readonly string _edge;
    private readonly ImageSlots _slots;

    /// <param name="executables">Where edge and edge-operator lie.</param>
    public ImageOurs(string folder, string executables, ImageSlots slots)
    {
        (_folder, _edge, _slots) = (Path.Combine(folder, "ours"), Path.Combine(executables, "edge"), slots);
        string tool = Path.Combine(executables, "edge-operator"), by = Path.Combine(_folder, "packed-by");

        // Packing takes minutes; what this very tool has packed is kept.
        string hash = ContentHash.Of(File.ReadAllBytes(tool)).ToString();
        if (File.Exists(by) && File.ReadAllText(by) == hash) { return; }
        if (Directory.Exists(_folder)) { Directory.Delete(_folder, recursive: true); }
        Directory.CreateDirectory(_folder);
        Build(tool, "1");
        Build(tool, "2", "--earlier", "v1.index");
        File.WriteAllText(by, hash);
    }

    /// <summary>Index and packs of the second release, as a repository has them; the first has its own packs.</summary>
    public void Install(bool seeded) => _ = ImageTools.Run(_folder, _edge, Arguments(_folder, seeded));

    /// <summary>Reads slot B back from its medium, as <see cref="Install"/> does at its end.</summary>
    public void ReadBack() => ImageTools.Run(_folder, _edge, "image", "verify", "v2.index", _slots.B);

    /// <summary>Highest proportional set size of an installation, in MiB.</summary>
    public double Memory(bool seeded) => ImageTools.Memory(_folder, _edge, Arguments(_folder, seeded));

    /// <summary>What travels to a machine whose other slot holds the first release: over HTTP, both directions, and the index.</summary>
    public (double Bytes, int Requests, long Index) Download()
    {
        using var server = new CountingServer(_folder);
        using var report = JsonDocument.Parse(ImageTools.Run(_folder, _edge, Arguments(server.Address, seeded: true)));
        (long bytes, int requests) = server.Take();
        return report.RootElement.GetProperty("travelled").GetInt64() <= bytes
            ? (bytes + IndexBytes(), requests, IndexBytes())
            : throw new InvalidOperationException("the server counted less than travelled");
    }

    // As a release carries it: packed, or as a patch from the one before.
    private long IndexBytes()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(_folder, "v1.index")), index = File.ReadAllBytes(Path.Combine(_folder, "v2.index"));
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(index.Length)];
        long whole = BrotliEncoder.TryCompress(index, packed, out int length, Quality, Window) ? length : index.Length;
        return Math.Min(whole, DeltaWriter.Write(before, index).Length);
    }

    private string[] Arguments(string from, bool seeded)
    {
        string hash = ContentHash.Of(File.ReadAllBytes(Path.Combine(_folder, "v2.index"))).ToString();
        string[] seed = seeded ? ["--seed", _slots.A, "--seed-index", "v1.index"] : [];
        return ["image", "write", "v2.index", "--sha256", hash, "--from", from, "--to", _slots.B, "--json", .. seed];
    }

    private void Build(string tool, string release, params string[] more) => ImageTools.Run(
        _folder, tool, ["image", "build", $"../v{release}.ext4", "--index", $"v{release}.index", "--to", ".", .. more]);
}
