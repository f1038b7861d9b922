using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Device.Buses;
using Edge.Platform.CommandLine;
using Edge.Platform.Profiles;
using Edge.Profiles;

namespace Edge.Host.Commands;

/// <summary><c>edge scan</c>: which addresses answer on the I2C buses of the board, beside what the site declares there.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<bool> json = ControlOptions.Json();
        const string Purpose = "Show which addresses answer on the board's I2C buses. Stop the gateway first.";
        var command = new Command("scan", Purpose) { site, boards, json };
        command.SetAction(parsed =>
            Run(parsed.GetValue(site)!, parsed.GetValue(boards), parsed.GetValue(json)));
        return command.WithExample("edge scan --site /etc/edge/site.yaml");
    }

    private static int Run(string path, string? boards, bool json)
    {
        CheckedSite read = CheckedSite.Read(path, boards);
        if (read.Site is not { } site) { return CommandFrame.Refuse(string.Join('\n', read.Errors)); }
        try
        {
            Result<Board, string> opened = SiteBoard.Open(site, path, TimeProvider.System);
            if (!opened.IsOk) { return CommandFrame.Refuse(opened.Reason); }
            using Board board = opened.Value;
            ScannedBus[] buses =
            [
                .. site.Board.Buses.Where(bus => bus.Kind == BusKind.I2c)
                    .Select(bus => new ScannedBus(bus.Name, BusScan.Read(site, board, bus.Name))),
            ];
            Console.Write(json
                ? JsonSerializer.Serialize(buses, ScanJson.Default.ScannedBusArray) + "\n"
                : Text(buses));
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }
    }

    private static string Text(ScannedBus[] buses) => string.Concat(buses.Select(bus =>
        (bus.Addresses.Any(row => row.Answers) ? $"{bus.Bus}:\n" : $"{bus.Bus}: nothing answers\n")
        + string.Concat(bus.Addresses.Select(row => $"  0x{row.Address:x2}  {row.What}\n"))));
}

/// <summary>One bus and what was found on it.</summary>
internal sealed record ScannedBus(string Bus, IReadOnlyList<BusAddress> Addresses);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScannedBus[]))]
internal sealed partial class ScanJson : JsonSerializerContext;
