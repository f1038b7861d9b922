using System.CommandLine;
using System.Globalization;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Platform.CommandLine;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector export</c>: a stream as readings, or as the sealed evidence itself.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Option<string> data = CollectorOption.Data();
        Option<string> device = new("--device") { Description = "32 hexadecimal digits", Required = true };
        Option<string> stream = new("--stream") { Description = "The stream's name in the site file", Required = true };
        Option<string> format = new("--format")
        {
            Description = "ndjson or csv: opened readings; records: sealed bytes and certificates, for edge-operator open",
            DefaultValueFactory = _ => "ndjson",
        };
        format.AcceptOnlyFromAmong("ndjson", "csv", "records");
        Option<string> target = new("--out") { Description = "The file to write", Required = true };
        var command = new Command("export", "Copy a stream out of the store.") { data, device, stream, format, target };
        command.SetAction(parsed => Run(
            new CollectorFolder(parsed.GetValue(data)!), parsed.GetValue(device)!, parsed.GetValue(stream)!,
            parsed.GetValue(format)!, parsed.GetValue(target)!));
        return command.WithExample(
            "edge-collector export --data ./collector --device 0123456789abcdef0123456789abcdef --stream weather --format csv --out weather.csv");
    }

    private static int Run(CollectorFolder folder, string device, string stream, string format, string target)
    {
        if (device.Length != 2 * DeviceId.Length
            || !UInt128.TryParse(device, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 id))
        {
            return CommandFrame.Refuse($"--device: '{device}' is no device id; expected 32 hexadecimal digits as edge-collector status prints.");
        }

        if (!File.Exists(folder.Store)) { return CommandFrame.Refuse($"{folder.Store}: nothing has been received yet."); }
        var export = new StoreExport(folder.Store);
        try
        {
            using FileStream output = File.Create(target);
            long? written = format switch
            {
                "csv" => export.WriteTable(new DeviceId(id), stream, output),
                "records" => export.WriteRecords(new DeviceId(id), stream, output),
                _ => export.WriteLines(new DeviceId(id), stream, output),
            };
            if (written is not { } count) { return CommandFrame.Refuse($"Device {device} has no stream '{stream}' here."); }
            Console.Error.WriteLine($"{target}: {count} {(format == "records" ? "records" : "readings")}");
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            return CommandFrame.Refuse($"The export failed: {exception.Message}");
        }
    }
}
