using Edge.Collector.Api;
using Edge.Collector.Store;
using Edge.Keys;
using Edge.Sealing;

namespace Edge.Tests.Collector;

/// <summary>A collector's store in a folder of its own, and a gateway that seals for it.</summary>
internal sealed class StoreWorld : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-store-").FullName;

    public StoreWorld() => Store = CollectorStore.Open(Path, Recipient).Value;

    public string Path => System.IO.Path.Combine(_folder, "store.db");

    public RecipientSecretKey Recipient { get; } = RecipientSecretKey.Create();

    public Gateway Gateway { get; } = new();

    public CollectorStore Store { get; private set; }

    public StoreReader Reader => new(Path);

    public Overview Overview => Reader.ReadOverview(new CollectorFacts("platform", 0, 0));

    public StreamFacts Stream(string name = "weather") => Overview.Devices.Single().Streams.Single(s => s.Stream == name);

    public StreamSealer NewStream(string name = "weather") => Gateway.Stream(name, Recipient.PublicKey);

    public ReceiptEntry[] Take(params IEnumerable<SealedRecord> records) =>
        [.. Store.Take(Gateway.Checked(records), 5_000).Value.Entries];

    /// <summary>As after a kill: nothing is closed first.</summary>
    public void Reopen() => Store = CollectorStore.Open(Path, Recipient).Value;

    /// <summary>Makes the file what another version left.</summary>
    public void Alter(string sql)
    {
        Store.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Every reading in the store as text, in the order of the chain.</summary>
    public string Export(string stream = "weather")
    {
        using var output = new MemoryStream();
        new StoreExport(Path).WriteTable(Gateway.Device, stream, output);
        string[] lines = System.Text.Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n');
        return string.Join('\n', lines.Skip(1).OrderBy(line => long.Parse(line.Split(',')[0], null)).ThenBy(line => line, StringComparer.Ordinal));
    }

    public void Dispose()
    {
        Store.Dispose();
        Gateway.Dispose();
        Recipient.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
