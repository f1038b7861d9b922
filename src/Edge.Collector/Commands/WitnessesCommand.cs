using System.CommandLine;
using Edge.Audit;
using Edge.Collector.Enrolment;
using Edge.Collector.Store;
using Edge.Platform.Audit;
using Edge.Platform.CommandLine;
using Microsoft.Data.Sqlite;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector witnesses</c>: the heads of audit logs that verified records carried, for
/// <c>edge audit verify</c>.</summary>
internal static class WitnessesCommand
{
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
        if (!File.Exists(folder.Store))
        {
            return CommandFrame.Refuse($"{folder.Store}: nothing has been received yet.");
        }
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

    private static long Write(string store, StreamWriter output)
    {
        using Sql sql = StoreSchema.OpenReader(store);
        var heads = StoredHeads.Of(sql);
        heads.Place(sql);
        long count = 0;
        foreach ((DeviceId device, AuditWitness witness) in heads.Witnesses())
        {
            output.WriteLine(WitnessFile.Line(device, witness));
            count++;
        }

        return count;
    }
}
