using System.Text;
using Edge.Device.Hardening;
using Edge.Device.HostSensors;
using Edge.Incidents;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.Incidents;
using Edge.Platform.Keys;

namespace Edge.Device.Incidents;

/// <summary>Gathers what somebody far away needs to understand what happened on this gateway. Reads
/// only.</summary>
/// <param name="sinceUnixMilliseconds">Of log and journal.</param>
public sealed class IncidentGathering(IncidentSources sources, long sinceUnixMilliseconds)
{
    private const string NotHere = "this machine does not have it, or this user may not read it";

    private static readonly (string Name, string Path)[] Inventory =
    [
        ("inventory/os-release", "etc/os-release"),
        ("inventory/kernel", "proc/version"),
        ("inventory/command-line", "proc/cmdline"),
        ("inventory/model", "proc/device-tree/model"),
        ("inventory/modules", "proc/modules"),
        ("inventory/mounts", "proc/self/mountinfo"),
        ("inventory/partitions", "proc/partitions"),
    ];

    private static readonly (string Name, string Path)[] Measurements =
    [
        ("measurements/uptime", "proc/uptime"),
        ("measurements/load", "proc/loadavg"),
        ("measurements/memory", "proc/meminfo"),
        ("measurements/pressure-cpu", "proc/pressure/cpu"),
        ("measurements/pressure-memory", "proc/pressure/memory"),
        ("measurements/pressure-io", "proc/pressure/io"),
        ("measurements/disks", "proc/diskstats"),
        ("measurements/network", "proc/net/dev"),
    ];

    private readonly HostFiles _files = new(sources.Root);

    /// <summary>The device's public key, or words.</summary>
    public Result<DeviceDescriptor, string> Device { get; } = DeviceOf(sources.Identity);

    /// <summary>The files, always in the same order.</summary>
    /// <param name="status">Of the running gateway, as JSON; null: none answered.</param>
    /// <param name="journal">Null: ask the system's journal.</param>
    public IncidentBundle Gather(string? status, Func<string?>? journal = null)
    {
        var bundle = new IncidentBundle(new Redaction(KnownSecrets.Find(sources.State, sources.Bell, [sources.Trust, sources.Setup])));
        bundle.AddText("device.json", Device.IsOk ? Device.Value.ToJson() : null, Device.IsOk ? "" : Device.Reason);
        AddLog(bundle);
        bundle.AddText("status.json", status, "no gateway answered at the control socket");
        bundle.AddText("site.yaml", Text(sources.Site), NotHere);
        bundle.AddText("board.yaml", sources.Board is { } board ? Text(board) : null, "the site file names no board that is here");
        bundle.AddText("journal.txt", (journal ?? AskJournal)(), "the system's journal could not be asked", keepsEnd: true);
        foreach ((string name, string path) in Inventory)
        {
            bundle.AddText(name, _files.Read(path)?.Replace("\0", "", StringComparison.Ordinal), NotHere);
        }
        bundle.AddText("inventory/packages", Packages(), NotHere);
        bundle.AddText("inventory/trust", Names(sources.Trust), NotHere);
        foreach ((string name, string path) in Measurements)
        {
            bundle.AddText(name, _files.Read(path), NotHere);
        }
        foreach (string component in new[] { "app", "site" })
        {
            bundle.AddText($"updates/{component}.json", Text(Path.Combine(sources.Slots, component, "state.json")), NotHere);
        }

        if (ReportFile.Read(sources.GuardReport) is { Length: > 0 } report)
        {
            bundle.AddBytes("guard-report", report);
        }
        else { bundle.Miss("guard-report", "the guard has not reported in this boot, or does not run"); }
        return bundle;
    }

    private void AddLog(IncidentBundle bundle)
    {
        try
        {
            if (AuditSlice.Since(sources.Log, sinceUnixMilliseconds, IncidentLimits.MaxLogBytes) is not { } slice)
            {
                bundle.Miss("audit", "there is no audit log");
                return;
            }

            foreach ((string name, ReadOnlyMemory<byte> bytes) in slice.Files)
            {
                bundle.AddBytes($"audit/{name}", bytes);
            }
            foreach ((string name, string why) in slice.LeftOut) { bundle.Miss($"audit/{name}", why); }
            if (slice.IsCut) { bundle.Miss("audit", $"entries before {slice.First} did not fit"); }
            if (slice.First <= 0) { return; }
            var proof = AuditProofs.OfBeginning(slice.Files.Select(file => file.Bytes));
            if (proof.IsOk) { bundle.AddBytes("audit-proof.json", proof.Value.Write()); }
            else { bundle.Miss("audit-proof.json", proof.Reason); }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            bundle.Miss("audit", exception.Message);
        }
    }

    private string? AskJournal()
    {
        try
        {
            string since = $"@{Math.Max(0, sinceUnixMilliseconds / 1_000)}";
            (int code, string text, _) = Tool.Run(
                "journalctl", ["--unit=edge*", "--since", since, "--lines=20000", "--output=short-iso-precise", "--no-pager", "--quiet"]);
            return code == 0 ? text : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Name and version of each package that is installed. Source: deb-control(5),
    /// dpkg(1).</summary>
    private string? Packages()
    {
        if (Text(_files.PathOf("var/lib/dpkg/status")) is not { } status) { return null; }
        var lines = new StringBuilder();
        foreach (string entry in status.Split("\n\n"))
        {
            string[] fields = entry.Split('\n');
            string? Field(string name) => fields.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
            if (Field("Status: ") is { } state && state.EndsWith(" installed", StringComparison.Ordinal))
            {
                lines.Append(Field("Package: ")).Append(' ').Append(Field("Version: ")).Append(' ').Append(Field("Architecture: ")).Append('\n');
            }
        }

        return lines.ToString();
    }

    private static string? Names(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? string.Concat(new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
                    .Select(file => $"{file.Length,8} {file.Name}\n"))
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A text of at most 16 MiB, or null.</summary>
    private static string? Text(string path)
    {
        const long Most = 16 * 1024 * 1024;
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= Most } ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Result<DeviceDescriptor, string> DeviceOf(string identity)
    {
        if (!File.Exists(identity)) { return "the gateway has no identity yet"; }
        Result<FileIdentityKey, string> opened = FileIdentityKey.Open(identity);
        if (!opened.IsOk) { return opened.Reason; }
        using FileIdentityKey key = opened.Value;
        return DeviceDescriptor.Of(key);
    }
}
