using System.CommandLine;
using Edge.Audit;
using Edge.Collector.Enrolment;
using Edge.Collector.Store;
using Edge.Platform.Audit;
using Edge.Platform.CommandLine;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector witnesses</c>: the heads of audit logs that verified records carried, for
/// <c>edge audit verify</c>.</summary>
internal static class WitnessesCommand
{
    private const long RowsAtOnce = 500;

    private const string Select =
        "SELECT r.id, d.name, s.name, r.bytes FROM record r JOIN stream s ON s.id = r.stream JOIN device d ON d.id = s.device "
        + "WHERE r.id > $1 ORDER BY r.id LIMIT $2";

    public static Command Create()
    {
        Option<string> data = CollectorOption.Data();
        Option<string> target = new("--out") { Description = "The file to write: a head a line", Required = true };
        var command = new Command("witnesses", "Copy the heads of audit logs out of the stored records; edge audit verify asks for them.")
        {
            data, target,
        };
        command.SetAction(parsed => Run(new CollectorFolder(parsed.GetValue(data)!), parsed.GetValue(target)!));
        return command.WithExample("edge-collector witnesses --data ./collector --out all.witness");
    }

    private static int Run(CollectorFolder folder, string target)
    {
        if (!File.Exists(folder.Store)) { return CommandFrame.Refuse($"{folder.Store}: nothing has been received yet."); }
        try
        {
            using var output = new StreamWriter(target) { NewLine = "\n" };
            long count = Write(folder.Store, output);
            Console.Error.WriteLine($"{target}: {count} heads");
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            return CommandFrame.Refuse($"Not done: {exception.Message}");
        }
    }

    /// <summary>Every record in the store was verified when it came; its header is signed evidence.</summary>
    private static long Write(string store, StreamWriter output)
    {
        using Sql sql = StoreSchema.OpenReader(store);
        (long count, long last) = (0, 0);
        while (true)
        {
            var rows = sql.All(
                Select, row => (Id: row.GetInt64(0), Device: row.GetString(1), Stream: row.GetString(2), Bytes: row.GetFieldValue<byte[]>(3)),
                last, RowsAtOnce);
            if (rows.Count == 0) { return count; }
            last = rows[^1].Id;
            foreach (var row in rows)
            {
                if (RecordCodec.Read(row.Bytes) is not { IsOk: true, Value.Header: { AuditHead: { } witness } header }) { continue; }
                output.WriteLine(WitnessFile.Line(
                    header.Device, new TreeHash(witness.High, witness.Low), $"record {header.Sequence} of {row.Stream} of {row.Device}"));
                count++;
            }
        }
    }
}
