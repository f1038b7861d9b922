using System.CommandLine;
using Edge.Device.Buses;
using Edge.Platform.CommandLine;
using Edge.Profiles;

namespace Edge.Host.Commands;

/// <summary><c>edge scan</c>: which addresses answer on the I2C buses of the board, beside what the site declares there.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        var command = new Command("scan", "Show which addresses answer on the board's I2C buses. Stop the gateway first.") { site, boards };
        command.SetAction(parsed => Run(parsed.GetValue(site)!, parsed.GetValue(boards)));
        return command.WithExample("edge scan --site /etc/edge/site.yaml");
    }

    private static int Run(string path, string? boards)
    {
        CheckedSite read = CheckedSite.Read(path, boards);
        if (read.Site is not { } site) { return CommandFrame.Refuse(string.Join('\n', read.Errors)); }
        try
        {
            Result<Board, string> opened = SiteBoard.Open(site, path, TimeProvider.System);
            if (!opened.IsOk) { return CommandFrame.Refuse(opened.Reason); }
            using Board board = opened.Value;
            foreach (BoardBus bus in site.Board.Buses.Where(bus => bus.Kind == BusKind.I2c)) { Print(site, board, bus); }
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }

    private static void Print(Site site, Board board, BoardBus bus)
    {
        IReadOnlyList<BusAddress> found = BusScan.Read(site, board, bus.Name);
        Console.WriteLine(found.Any(row => row.Answers) ? $"{bus.Name}:" : $"{bus.Name}: nothing answers");
        foreach (BusAddress row in found) { Console.WriteLine($"  0x{row.Address:x2}  {row.What}"); }
    }
}
