using System.Diagnostics;
using System.Globalization;

namespace Edge.Benchmarks;

/// <summary>An update of the shipped gateway by its own processes, over HTTP from loopback, no peer in
/// between.</summary>
internal sealed class UpdateProcessRows(string before, string after)
{
    private const double Mebibyte = 1024 * 1024;

    public IEnumerable<Row> Take()
    {
        using var site = new UpdateSite();
        string edge = Path.Combine(before, "edge");
        using var gateway = new SupervisedGateway(edge, site.Folders.Slots);
        gateway.WaitForReadings();
        _ = site.Publish(before, "1.0.0", before: null, packs: false);
        _ = Update(site, gateway, edge);
        string old = gateway.Running() ?? throw new InvalidOperationException("1.0.0 does not run");

        var changed = site.Publish(after, "1.1.0", before, packs: true);
        _ = site.Server.Take();
        (double fetcher, double writer, long travelled) = Update(site, gateway, edge);
        string next = gateway.Running() ?? throw new InvalidOperationException("1.1.0 does not run");
        double gap =
            gateway.Gap(old, next)?.TotalSeconds ?? throw new InvalidOperationException("the switch was not seen");

        // As the unit does it, the committed release looks.
        _ = Edge(Path.Combine(after, "edge"), ["fetch", .. site.FolderArguments]);
        (long idle, int requests) = site.Server.Take();

        var peers = new DeltaPeers(before, after, [.. changed.Select(file => file.Name)]);
        double ours = changed.Sum(file => file.Patch);
        foreach (Row row in peers.Rows(ours, changed.Sum(file => file.Whole))) { yield return row; }
        string what = $"{changed.Count} of {UpdateSite.FilesOf(after).Length} files changed";
        yield return new Row(
            "update: on the wire", travelled / 1024.0, "KiB",
            $"metadata of two repositories, manifest, patch, HTTP in both directions; {what}");
        yield return new Row("update: slot switch gap", gap, "s", "last answer of the old to first readings of the new, one core", Target: Target.Most(2));
        yield return new Row("update: fetcher (PSS)", fetcher, "MiB", "edge fetch of this update, highest of all samples", Target: Target.Most(40));
        yield return new Row("update: slot writer (PSS)", writer, "MiB", "edge slot of this update, highest of all samples", Target: Target.Most(40));
        yield return new Row("update: idle poll", idle, "B", $"{requests} requests, headers as nginx sends them, both directions", Target: Target.Most(2_000));
    }

    private static (double Fetcher, double Writer, long Travelled) Update(UpdateSite site, SupervisedGateway gateway, string edge)
    {
        double fetcher = Edge(edge, ["fetch", .. site.FolderArguments]);
        long travelled = site.Server.Take().Bytes;
        double writer =
            Edge(edge, ["slot", .. site.FolderArguments, "--restart-by", "stop", "--socket", gateway.Socket]);
        gateway.WaitForReadings();
        return (fetcher, writer, travelled);
    }

    /// <returns>The highest PSS that was seen, in MiB.</returns>
    private static double Edge(string edge, string[] arguments)
    {
        var start =
            new ProcessStartInfo(edge, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output =
            process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        double most = 0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(2))) { most = Math.Max(most, Pss(process.Id)); }
        return process.ExitCode == 0
            ? most
            : throw new InvalidOperationException($"edge {arguments[0]} ended with {process.ExitCode}: {output.Result}{errors.Result}");
    }

    private static double Pss(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / Mebibyte;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
