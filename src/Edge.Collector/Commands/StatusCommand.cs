using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Edge.Collector.Api;
using Edge.Collector.Enrolment;
using Edge.Platform.CommandLine;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector status</c>: what the store holds, whether the collector runs or not.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string> data = CollectorOption.Data();
        Option<bool> json = CollectorOption.Json();
        var command = new Command("status", "Show what the store holds: devices, streams, gaps, quarantine.") { data, json };
        command.SetAction(parsed => Run(new CollectorFolder(parsed.GetValue(data)!), parsed.GetValue(json)));
        return command.WithExample("edge-collector status --data ./collector --json");
    }

    private static int Run(CollectorFolder folder, bool json)
    {
        Result<CollectorKeys, string> keys = CollectorKeys.Load(folder);
        if (!keys.IsOk) { return CommandFrame.Refuse(keys.Reason); }
        using CollectorKeys loaded = keys.Value;
        if (!File.Exists(folder.Store)) { return CommandFrame.Refuse($"{folder.Store}: nothing has been received yet."); }
        try
        {
            long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            Overview overview = new StoreReader(folder.Store).ReadOverview(new CollectorFacts(loaded.Name, 0, now));
            Console.Write(json
                ? JsonSerializer.Serialize(overview, ApiJson.Default.Overview) + "\n"
                : Render(overview));
            return CommandFrame.Done;
        }
        catch (SqliteException exception)
        {
            return CommandFrame.Refuse($"The store cannot be read: {exception.Message}");
        }
    }

    internal static string Render(Overview overview)
    {
        var text = new System.Text.StringBuilder();
        Totals totals = overview.Totals;
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{overview.Collector.Name}: {totals.Records} records of {totals.Devices} devices, {totals.Readings} readings in "
            + $"{totals.Batches} batches, {totals.StoredReadings} opened; {totals.Gaps} gaps, {totals.Quarantined} in quarantine");
        foreach (DeviceFacts device in overview.Devices)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{device.Name} ({device.Device})");
            foreach (StreamFacts stream in device.Streams)
            {
                string missing = string.Join(", ", stream.Missing.Select(range => $"{range[0]}-{range[1]}"));
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"  {stream.Stream}: {stream.FirstSequence}-{stream.LastSequence}, {stream.Readings} readings, "
                    + $"{stream.Bytes} B, {(stream.Opened ? "opened" : "kept sealed")}, "
                    + $"missing {(missing.Length == 0 ? "none" : missing)}, dropped by the gateway {stream.Dropped}");
            }
        }

        return text.ToString();
    }
}
