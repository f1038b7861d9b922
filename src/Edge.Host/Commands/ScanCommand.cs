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
        IReadOnlyList<int> answering = board.ScanBus(bus.Name);
        Console.WriteLine(answering.Count == 0 ? $"{bus.Name}: nothing answers" : $"{bus.Name}:");
        foreach (int address in answering)
        {
            SensorDeclaration? sensor = site.Sensors.FirstOrDefault(candidate => candidate.Bus == bus.Name && candidate.Address == address);
            string likely = string.Join(", ", DriverCatalogue.All.Where(driver => driver.Addresses.Contains(address)).Select(driver => driver.Name));
            string what = sensor is null ? $"not declared{(likely.Length > 0 ? $"; could be {likely}" : "")}" : $"{sensor.Name} ({sensor.Driver.Name})";
            Console.WriteLine($"  0x{address:x2}  {what}");
        }

        foreach (SensorDeclaration silent in site.Sensors.Where(sensor => sensor.Bus == bus.Name && !answering.Contains(sensor.Address ?? -1)))
        {
            Console.WriteLine($"  0x{silent.Address:x2}  {silent.Name} ({silent.Driver.Name}) is declared and does not answer");
        }
    }
}
