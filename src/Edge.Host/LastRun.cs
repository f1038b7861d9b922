using System.Security.Cryptography;
using System.Text;
using Edge.Audit;
using Edge.Host.Updates;
using Edge.Platform.Files;

namespace Edge.Host;

/// <summary>A small file of the state folder that remembers the run before: with which site file, in which boot, and whether
/// it came to its end.</summary>
/// <remarks>Three words: SHA-256 of the site file, boot id, <c>running</c> or <c>ended</c>. A file that is missing or
/// damaged tells nothing; one that cannot be written is told again.</remarks>
internal sealed class LastRun(GatewayOptions options, BootId boot)
{
    private const int MaxBytes = 256;
    private const string Running = "running";
    private const string Ended = "ended";

    private readonly string _site = SiteHash(options.Site);

    /// <summary>Tells of the run before what nobody could tell then, and that this one begins.</summary>
    public void Begin(IAuditTrail trail, string site)
    {
        (string Site, string Boot, string End)? before = Read();
        RunEnd? told = RunEnd.Take(options.State);
        if (before is { End: Running } lost) { TellOfLoss(trail, lost.Boot, told?.Boot == lost.Boot ? told : null); }

        trail.Record(AuditEvent.GatewayStarted, AuditActor.Edge, Product.Version, $"site {site}, file {_site}");
        if (before is { } run && run.Site != _site)
        {
            string? release = Environment.GetEnvironmentVariable(LaunchedRelease.SiteNameVariable);
            trail.Record(
                AuditEvent.SiteChanged, release is null ? AuditActor.Machine : AuditActor.Slot, site,
                $"{(release is null ? "the installed file" : $"release {release}")}, {_site} after {run.Site}");
        }

        Write(Running);
    }

    /// <param name="end">What systemd said; null: nothing, as after a loss of power.</param>
    private void TellOfLoss(IAuditTrail trail, string before, RunEnd? end)
    {
        string how = end?.Words ?? (before == $"{boot}" ? "nobody knows how" : "with its machine: by a loss of power, a reset, or a kernel that hung");
        trail.Record(AuditEvent.GatewayLost, AuditActor.Machine, Product.Version, how);
        if (end is { IsByWatchdog: true }) { trail.Record(AuditEvent.WatchdogEnded, AuditActor.Machine, "edge.service", "it gave no sign of life"); }
    }

    public void End() => Write(Ended);

    private string Path => System.IO.Path.Combine(options.State, "last-run");

    private (string Site, string Boot, string End)? Read()
    {
        try
        {
            return new FileInfo(Path) is { Exists: true, Length: <= MaxBytes }
                && File.ReadAllText(Path).Split(' ') is [var site, var run, (Running or Ended) and var end]
                ? (site, run, end)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string end)
    {
        try
        {
            DurableFile.Replace(Path, Encoding.ASCII.GetBytes($"{_site} {boot} {end}"), DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The outbox beside it says what is wrong with the folder.
        }
    }

    /// <summary>SHA-256 of the site file as it is now; what was loaded a moment ago.</summary>
    private static string SiteHash(string path)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }
}
