using System.CommandLine;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Keys;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Simulator.Backlog;

namespace Edge.Simulator.Commands;

/// <summary><c>edge-simulator backlog</c>: the outbox of a gateway that had no link for weeks.</summary>
internal static class BacklogCommand
{
    private const long Most = 100_000_000;
    private const long Report = 500_000;

    private static readonly Option<string> SiteFile = new("--site") { Description = "The gateway's site file", Required = true };

    private static readonly Option<string?> Boards = new("--boards") { Description = "The folder of board profiles" };

    private static readonly Option<string> State = new("--state") { Description = "The gateway's state folder; no gateway may run on it", Required = true };

    private static readonly Option<string> Trust = new("--trust") { Description = "The gateway's trust folder", Required = true };

    private static readonly Option<long> Readings = new("--readings") { Description = "How many, 1 to 100000000", Required = true };

    public static Command Create()
    {
        var command = new Command("backlog", "Fill a gateway's outbox as weeks without a link do.") { SiteFile, Boards, State, Trust, Readings };
        command.SetAction(parsed => Run(
            parsed.GetValue(SiteFile)!, parsed.GetValue(Boards), parsed.GetValue(State)!, parsed.GetValue(Trust)!, parsed.GetValue(Readings)));
        return command.WithExample(
            "edge-simulator backlog --site /etc/edge/site.yaml --state /var/lib/edge --trust /etc/edge/trust --readings 5000000");
    }

    private static int Run(string path, string? boards, string state, string trust, long readings)
    {
        if (readings is < 1 or > Most) { return CommandFrame.Refuse($"--readings: {readings} is not 1 to {Most}."); }
        SiteReading site = SiteFiles.Read(path, boards is null ? SiteFiles.UsualBoardFolders(path) : [boards]);
        if (site.Site is null || site.Errors.Length > 0) { return CommandFrame.Refuse(string.Join('\n', site.Errors)); }
        Result<FolderLock, FolderLockRefusal> taken = FolderLock.Take(state);
        if (!taken.IsOk) { return CommandFrame.Refuse($"{state}: {taken.Reason}; stop the gateway first."); }
        using FolderLock held = taken.Value;
        long told = 0;
        string? problem = new SealedWeeks(site.Site, new TrustFolder(trust), state)
            .Seal(readings, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), stored =>
            {
                if (stored - told < Report) { return; }
                told = stored;
                Console.WriteLine($"{stored} readings stored");
            });
        if (problem is not null) { return CommandFrame.Refuse(problem); }
        Console.WriteLine("done");
        return CommandFrame.Done;
    }
}
