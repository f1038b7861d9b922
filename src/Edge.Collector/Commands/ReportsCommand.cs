using System.CommandLine;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Platform.CommandLine;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector reports</c>: what all devices said about themselves, such as how their updates ended.</summary>
internal static class ReportsCommand
{
    public static Command Create()
    {
        Option<string> data = CollectorOption.Data();
        Option<string> kind = new("--kind") { Description = "Which reports", DefaultValueFactory = _ => DeviceReport.Update };
        Option<string> target = new("--out") { Description = "The file to write: a JSON object a line", Required = true };
        var command = new Command("reports", "Copy the reports of all devices out of the store; edge-operator rollout counts them.")
        {
            data, kind, target,
        };
        command.SetAction(parsed => Run(new CollectorFolder(parsed.GetValue(data)!), parsed.GetValue(kind)!, parsed.GetValue(target)!));
        return command.WithExample("edge-collector reports --data ./collector --out reports.ndjson");
    }

    private static int Run(CollectorFolder folder, string kind, string target)
    {
        if (!File.Exists(folder.Store)) { return CommandFrame.Refuse($"{folder.Store}: nothing has been received yet."); }
        try
        {
            using FileStream output = File.Create(target);
            long count = new StoreExport(folder.Store).WriteReports(kind, output);
            Console.Error.WriteLine($"{target}: {count} reports");
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            return CommandFrame.Refuse($"Not done: {exception.Message}");
        }
    }
}
