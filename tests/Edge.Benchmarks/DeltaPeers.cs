using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Edge.Benchmarks;

/// <summary>What other ways of sending the same change would send: Debian's xdelta3, zchunk and casync, and
/// what RAUC's adaptive method fetches.</summary>
/// <param name="before">The folder of the old release.</param>
/// <param name="after">The folder of the new one.</param>
/// <param name="changed">Names of the files that differ.</param>
internal sealed partial class DeltaPeers(string before, string after, string[] changed)
{
    private const double Kibibyte = 1024;
    private const int BlockBytes = 4096;
    private const int GroupBytes = 128 * 1024;
    private const int HashBytes = 32;

    /// <param name="ours">Bytes of our patches.</param>
    /// <param name="whole">Bytes of the changed files, each packed.</param>
    public IEnumerable<Row> Rows(double ours, double whole)
    {
        string folder = Demo.NewFolder();
        try
        {
            Found xdelta = Sum(name => Xdelta(folder, name));
            string what = $"{changed.Length} files of two native builds: {string.Join(", ", changed)}";
            yield return new Row(
                "update: patch", ours / Kibibyte, "KiB", what, xdelta.Bytes is double peer ? new Peer("xdelta3 -9", peer / Kibibyte) : null,
                xdelta.Bytes is double limit ? Target.Most(1.2 * limit / Kibibyte) : null);
            yield return new Row("update: changed files whole", whole / Kibibyte, "KiB", "each packed as a release carries it");
            yield return Peer("xdelta3", xdelta, "patch of each changed file, the shorter of its two secondary compressions");
            yield return Peer(
                "zchunk", Sum(name => Zchunk(folder, name)),
                "zck_delta_size: header and chunks that are missing; what SWUpdate's delta handler fetches");
            yield return Peer("casync", Sum(name => Casync(folder, name)), "index and chunks that are missing, as stored, 64 KiB on average");
            yield return Peer(
                "RAUC adaptive", RaucAdaptive(folder),
                "computed: hashes of all 4 KiB blocks of a 64 MiB ext4 image, and the groups with missing ones, zstd -15");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Row Peer(string name, Found found, string how) => found.Bytes is double bytes
        ? new Row($"update: {name}", bytes / Kibibyte, "KiB", how)
        : new Row($"update: {name}", double.NaN, "KiB", $"not measured: {found.Why}");

    private Found Sum(Func<string, Found> measure)
    {
        double sum = 0;
        foreach (string name in changed)
        {
            Found found = measure(name);
            if (found.Bytes is not double bytes) { return found; }
            sum += bytes;
        }
        return new Found(sum, "");
    }

    private Found Xdelta(string folder, string name)
    {
        double least = double.MaxValue;
        foreach (string secondary in (string[])["djw", "lzma"])
        {
            string patch = Path.Combine(folder, $"{name}.{secondary}");
            string? wrong = Run(
                "xdelta3", "-9", "-S", secondary, "-B", "67108864", "-f", "-e", "-s", Path.Combine(before, name),
                Path.Combine(after, name), patch).Wrong;
            if (wrong is null) { least = Math.Min(least, new FileInfo(patch).Length); } else if (secondary == "djw") { return new Found(null, wrong); }
        }
        return new Found(least, "");
    }

    private Found Zchunk(string folder, string name)
    {
        string old = Path.Combine(folder, $"{name}.1.zck"), next = Path.Combine(folder, $"{name}.2.zck");
        string? wrong = Run("zck", "-o", old, Path.Combine(before, name)).Wrong ?? Run("zck", "-o", next, Path.Combine(after, name)).Wrong;
        if (wrong is not null) { return new Found(null, wrong); }
        (string output, wrong) = Run("zck_delta_size", old, next);
        Match match = WouldDownload().Match(output);
        return match.Success ? new Found(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), "") : new Found(null, wrong ?? output);
    }

    private Found Casync(string folder, string name)
    {
        string store = Path.Combine(folder, "store.castr"), old = Path.Combine(folder, $"{name}.1.caibx"), next = Path.Combine(folder, $"{name}.2.caibx");
        string? wrong = Run("casync", "make", $"--store={store}", old, Path.Combine(before, name)).Wrong
            ?? Run("casync", "make", $"--store={store}", next, Path.Combine(after, name)).Wrong;
        if (wrong is not null) { return new Found(null, wrong); }
        HashSet<string> known = [.. ChunksOf(old)];
        double bytes = new FileInfo(next).Length;
        foreach (string chunk in ChunksOf(next).Distinct(StringComparer.Ordinal).Where(chunk => !known.Contains(chunk)))
        {
            bytes += new FileInfo(Path.Combine(store, chunk[..4], $"{chunk}.cacnk")).Length;
        }
        return new Found(bytes, "");
    }

    // The layout of an index: a header that says its length, one more header, then entries of an offset and
    // a hash.
    private static IEnumerable<string> ChunksOf(string index)
    {
        byte[] bytes = File.ReadAllBytes(index);
        for (int at = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes) + 16; at + 8 + HashBytes <= bytes.Length; at += 8 + HashBytes)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)) == 0) { yield break; }
            yield return Convert.ToHexStringLower(bytes.AsSpan(at + 8, HashBytes));
        }
    }

    // It fetches the hashes of all blocks, and each block that the old image has not, out of compressed
    // groups of blocks.
    private Found RaucAdaptive(string folder)
    {
        string old = Path.Combine(folder, "1.ext4"), next = Path.Combine(folder, "2.ext4");
        string? wrong = Image(folder, old, before) ?? Image(folder, next, after);
        if (wrong is not null) { return new Found(null, wrong); }
        var known = new HashSet<string>(StringComparer.Ordinal) { Hash(new byte[BlockBytes]) };
        byte[] image = File.ReadAllBytes(old);
        for (int at = 0; at < image.Length; at += BlockBytes)
        {
            known.Add(Hash(image.AsSpan(at, BlockBytes)));
        }
        image = File.ReadAllBytes(next);
        double bytes = image.Length / BlockBytes * HashBytes;
        for (int group = 0; group < image.Length; group += GroupBytes)
        {
            bool isMissing = false;
            for (int at = group; at < group + GroupBytes; at += BlockBytes)
            {
                isMissing |= known.Add(Hash(image.AsSpan(at, BlockBytes)));
            }
            if (!isMissing) { continue; }
            string part = Path.Combine(folder, "group");
            File.WriteAllBytes(part, image[group..(group + GroupBytes)]);
            if (Run("zstd", "-q", "-f", "-15", part, "-o", part + ".zst").Wrong is string problem)
            {
                return new Found(null, problem);
            }
            bytes += Math.Min(GroupBytes, new FileInfo(part + ".zst").Length);
        }
        return new Found(bytes, "");
    }

    private static string? Image(string folder, string image, string release)
    {
        string root = Path.Combine(folder, "root");
        Directory.CreateDirectory(root);
        foreach (string name in UpdateSite.FilesOf(release))
        {
            File.Copy(Path.Combine(release, name), Path.Combine(root, name), overwrite: true);
        }
        return Run(
            "mke2fs", "-q", "-t", "ext4", "-d", root, "-U", "00000000-0000-4000-8000-000000000001", "-E",
            "hash_seed=00000000-0000-4000-8000-000000000002", image, "64M").Wrong;
    }

    private static string Hash(ReadOnlySpan<byte> block) => Convert.ToHexString(SHA256.HashData(block));

    private static (string Output, string? Wrong) Run(string file, params string[] arguments)
    {
        try
        {
            var start =
                new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (output, process.ExitCode == 0 ? null : $"{file} ended with {process.ExitCode}: {errors.Result.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return ("", $"{file} is not installed");
        }
    }

    [GeneratedRegex(@"Would download (\d+) of")]
    private static partial Regex WouldDownload();

    /// <param name="Bytes">Null: not measured.</param>
    private sealed record Found(double? Bytes, string Why);
}
