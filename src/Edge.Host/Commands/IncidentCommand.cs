using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Edge.Access;
using Edge.Device.Clock;
using Edge.Device.Control;
using Edge.Device.Hardening;
using Edge.Device.Incidents;
using Edge.Incidents;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Incidents;
using Edge.Platform.Profiles;
using Edge.Platform.Updates;

namespace Edge.Host.Commands;

/// <summary><c>edge incident</c>: everything that somebody far away needs, in one file without a secret.</summary>
internal static class IncidentCommand
{
    private static readonly TimeSpan UsualSpan = TimeSpan.FromDays(7);

    public static Command Create()
    {
        Option<string?> target = new("--out") { Description = "The file to write; by default edge-incident-TIME.tar.gz in this folder" };
        Option<TimeSpan?> since = DurationOption.Create("--since", "How far log and journal go back; 7d by default");
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<string> state = SiteOptions.State();
        Option<string> trust = SiteOptions.Trust();
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command(
            "incident", "Put audit log, journal, status, configuration, inventory and measurements into one file, without a secret. Run as root.")
        {
            target, since, site, boards, state, trust, socket, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(site)!;
            var sources = new IncidentSources(
                path, BoardOf(path, parsed.GetValue(boards)), parsed.GetValue(state)!, parsed.GetValue(trust)!,
                UpdateFolders.DefaultSlots, UpdateFolders.DefaultSetup, new GuardFolders(GuardFolders.DefaultState, GuardFolders.DefaultRun).Report);
            return RunAsync(
                sources, parsed.GetValue(target), parsed.GetValue(since) ?? UsualSpan, parsed.GetValue(socket)!, parsed.GetValue(json), cancellationToken);
        });
        return command.WithExample("edge incident --since 2d --out weir.tar.gz");
    }

    private static async Task<int> RunAsync(
        IncidentSources sources, string? target, TimeSpan since, string socket, bool json, CancellationToken cancellationToken)
    {
        var clock = new MachineClock();
        long now = clock.Now().UnixMilliseconds;
        // First: the log then has the entry about this bundle, and a signed head behind it.
        Result<StatusReport, string> running = await ControlClient.AskAsync(socket, ControlCommand.Incident, cancellationToken);
        long start = now - (long)since.TotalMilliseconds;
        var collection = new IncidentGathering(sources, start);
        IncidentBundle bundle = collection.Gather(running.IsOk ? JsonSerializer.Serialize(running.Value, ControlJson.Default.StatusReport) : null);
        if (!running.IsOk) { bundle.Miss("head", $"the log ends as it was signed last: {running.Reason}"); }
        string? device = collection.Device.IsOk ? collection.Device.Value.Device.ToString() : null;
        byte[] bytes = bundle.Write((files, missing) => new IncidentManifest(
            IncidentManifest.Newest, device, Product.Version, clock.Boot.ToString(), now, start, running.IsOk, files, missing));
        if (bytes.Length > IncidentLimits.MaxBundleBytes) { return CommandFrame.Refuse("The bundle is too large; give a shorter --since."); }
        string path = target ?? $"edge-incident-{Stamp(now)}.tar.gz";
        try
        {
            if (!DurableFile.TryCreate(path, bytes, DurableFile.OwnerOnly)) { return CommandFrame.Refuse($"{path} exists already; name another --out."); }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{path}: {FileTrouble.Of(path, exception)}");
        }

        Tell(path, bytes.Length, bundle, json);
        return CommandFrame.Done;
    }

    private static string Stamp(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static void Tell(string path, int length, IncidentBundle bundle, bool json)
    {
        if (json)
        {
            using var document = new Utf8JsonWriter(Console.OpenStandardOutput());
            document.WriteStartObject();
            document.WriteString("file", path);
            document.WriteNumber("bytes", length);
            document.WriteStartArray("files");
            foreach (IncidentFile file in bundle.Files) { document.WriteStringValue(file.Name); }
            document.WriteEndArray();
            document.WriteStartArray("missing");
            foreach (IncidentGap gap in bundle.Missing) { document.WriteStringValue(gap.Name); }
            document.WriteEndArray();
            document.WriteEndObject();
            return;
        }

        foreach (IncidentGap gap in bundle.Missing) { Console.Error.WriteLine($"not in it: {gap.Name}: {gap.Why}"); }
        Console.WriteLine($"{path}: {bundle.Files.Count} files, {StatusText.Bytes(length)}");
    }

    /// <summary>The profile that the site file names, as far as the site file can be read.</summary>
    private static string? BoardOf(string site, string? boards)
    {
        string? name = CheckedSite.Read(site, boards).Site?.Board.Name;
        return string.IsNullOrEmpty(name) ? null : (boards is null ? SiteFiles.UsualBoardFolders(site) : [boards])
            .Select(folder => Path.Combine(folder, $"{name}.yaml")).FirstOrDefault(File.Exists);
    }
}
