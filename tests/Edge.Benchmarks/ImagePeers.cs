using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Edge.Benchmarks;

/// <summary>What Debian's updaters do with the same two releases. Their artifacts come from <c>scripts/parts/image-peers</c>.</summary>
internal sealed partial class ImagePeers : IDisposable
{
    public const string RaucPlain = "RAUC plain";
    public const string RaucAdaptive = "RAUC adaptive";
    public const string Swupdate = "SWUpdate";
    public const string Casync = "casync";

    private readonly string _folder;
    private readonly ImageSlots _slots;
    private Process? _bus;

    public ImagePeers(string folder, ImageSlots slots)
    {
        (_folder, _slots) = (folder, slots);
        ImageTools.Run(folder, Path.Combine(Demo.Root, "scripts", "parts", "image-peers"), folder, slots.A, slots.B);
    }

    /// <summary>Who installs the second release into slot B, and how.</summary>
    public IEnumerable<(string Name, Action Install)> Installers()
    {
        if (Has("plain.raucb")) { yield return (RaucPlain, () => Rauc("plain.raucb")); }
        if (Has("adaptive.raucb")) { yield return (RaucAdaptive, () => Rauc("adaptive.raucb")); }
        if (Has("v2.swu")) { yield return (Swupdate, () => Shell($"swupdate -H bench:1.0 -k ca.crt -l 1 -i v2.swu && sync {_slots.B}")); }
        if (Has("v2.caibx")) { yield return (Casync, () => Shell($"casync extract --seed={_slots.A} --store=castr v2.caibx {_slots.B} && sync {_slots.B}")); }
    }

    /// <summary>Bytes that whoever has the first release fetches for the second; what is not installed is left out.</summary>
    public IEnumerable<(string Name, double Bytes, string How)> Downloads()
    {
        if (Has("v2.swu")) { yield return (Swupdate, Length("v2.swu"), "the whole image, zstd -15"); }
        if (Has("plain.raucb")) { yield return (RaucPlain, Length("plain.raucb"), "the whole bundle, squashfs of zstd -15"); }
        if (Has("v2.caibx")) { yield return (Casync, CasyncBytes(), "index and chunks that are missing, as stored, 64 KiB on average"); }
        if (Has("v2.zck"))
        {
            Match match = WouldDownload().Match(ImageTools.Run(_folder, "zck_delta_size", "v1.zck", "v2.zck"));
            yield return ("zchunk", Number(match.Groups[1].Value), "zck_delta_size: header and chunks that are missing; what SWUpdate's delta handler fetches");
        }
        if (Has("trees")) { yield return ("ostree static delta", OstreeBytes(), "ostree pull over HTTP on loopback, both directions; a tree, not an image"); }
        if (Has("v2.vcdiff")) { yield return ("xdelta3 -9", Length("v2.vcdiff"), "patch of the whole image, window of 512 MiB"); }
    }

    public void Dispose()
    {
        if (_bus is null) { return; }
        _bus.Kill();
        _bus.WaitForExit();
        _bus.Dispose();
    }

    // The service is started and ended with each installation, on a bus of its own.
    private void Rauc(string bundle)
    {
        if (_bus is null)
        {
            File.Delete(Path.Combine(_folder, "bus"));
            _bus = Process.Start(new ProcessStartInfo("dbus-daemon", ["--config-file=dbus.conf", "--nofork"]) { WorkingDirectory = _folder })!;
        }
        Shell($$"""
            export DBUS_SYSTEM_BUS_ADDRESS=unix:path={{_folder}}/bus
            rm -rf data/* rauc.status
            rauc -c system.conf --mount={{_folder}}/mnt --override-boot-slot=A service & service=$!
            for i in $(seq 500); do busctl --address=$DBUS_SYSTEM_BUS_ADDRESS status de.pengutronix.rauc > /dev/null 2>&1 && break; sleep 0.01; done
            rauc -c system.conf install {{_folder}}/{{bundle}}; end=$?
            kill $service; wait $service; sync {{_slots.B}}
            exit $end
            """);
    }

    private void Shell(string script) => ImageTools.Run(_folder, "bash", "-c", script);

    private double CasyncBytes()
    {
        HashSet<string> known = [.. ChunksOf("v1.caibx")];
        return Length("v2.caibx") + ChunksOf("v2.caibx").Distinct(StringComparer.Ordinal).Where(chunk => !known.Contains(chunk))
            .Sum(chunk => (double)new FileInfo(Path.Combine(_folder, "castr", chunk[..4], $"{chunk}.cacnk")).Length);
    }

    // A header that says its length, one more header, then entries of an offset and a hash.
    private IEnumerable<string> ChunksOf(string index)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(_folder, index));
        for (int at = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes) + 16; at + 40 <= bytes.Length; at += 40)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)) == 0) { yield break; }
            yield return Convert.ToHexStringLower(bytes.AsSpan(at + 8, 32));
        }
    }

    private double OstreeBytes()
    {
        string client = Path.Combine(_folder, "client");
        if (Directory.Exists(client)) { Directory.Delete(client, recursive: true); }
        string[] commits = [.. ((string[])["commit1", "commit2"]).Select(name => File.ReadAllText(Path.Combine(_folder, name)).Trim())];
        using var server = new CountingServer(Path.Combine(_folder, "trees"));
        ImageTools.Run(_folder, "ostree", "init", "--repo=client", "--mode=bare");
        ImageTools.Run(_folder, "ostree", "--repo=client", "pull-local", "trees", commits[0]);
        ImageTools.Run(_folder, "ostree", "--repo=client", "remote", "add", "--no-gpg-verify", "o", server.Address, "main");
        ImageTools.Run(_folder, "ostree", "--repo=client", "pull", "--require-static-deltas", "o", commits[1]);
        double bytes = server.Take().Bytes;
        Directory.Delete(client, recursive: true);
        return bytes;
    }

    private bool Has(string file) => Path.Exists(Path.Combine(_folder, file));

    private double Length(string file) => new FileInfo(Path.Combine(_folder, file)).Length;

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Would download (\d+) of")]
    private static partial Regex WouldDownload();
}
