using Edge.Outbox;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>The beginning of each waiting chain, lowest priority first, as far as a drop plan needs to see.</summary>
internal sealed class OutboxWindow(SqliteConnection connection)
{
    /// <summary>What one stream's new tombstone may take: about 300 bytes, and each further range a few.</summary>
    private const int TombstoneBytes = 1_024;

    public long RoomForTombstones()
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) * {TombstoneBytes} FROM stream";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Records whose batches make up <paramref name="bytes"/>, or everything, with what its tombstones say.</summary>
    public List<WaitingRecord> Read(long bytes, Func<string, bool> streams)
    {
        var waiting = new List<WaitingRecord>();
        foreach (IGrouping<int, (string Name, int Priority)> equals in ByPriority(streams))
        {
            foreach ((string name, int priority) in equals) { ReadStream(name, priority, bytes, waiting); }
            if (waiting.Where(record => record.Kind == RecordKind.Batch).Sum(record => (long)record.Bytes) >= bytes) { return waiting; }
        }

        return [.. waiting.Select(record => record.Kind == RecordKind.Tombstone ? record with { Told = Told(record) } : record)];
    }

    private void ReadStream(string stream, int priority, long bytes, List<WaitingRecord> waiting)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT sequence, kind, size, epoch_start, readings, events, first, last FROM record WHERE stream = $stream ORDER BY sequence";
        command.Parameters.AddWithValue("$stream", stream);
        using SqliteDataReader row = command.ExecuteReader();
        long batches = 0;
        while (batches < bytes && row.Read())
        {
            var record = new WaitingRecord(
                stream, priority, (ulong)row.GetInt64(0), (RecordKind)row.GetInt32(1), row.GetInt32(2), (ulong)row.GetInt64(3),
                row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));
            waiting.Add(record);
            if (record.Kind == RecordKind.Batch) { batches += record.Bytes; }
        }
    }

    private TombstoneContent? Told(WaitingRecord tombstone)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT bytes FROM record WHERE stream = $stream AND sequence = $sequence";
        command.Parameters.AddWithValue("$stream", tombstone.Stream);
        command.Parameters.AddWithValue("$sequence", (long)tombstone.Sequence);
        return RecordCodec.Read((byte[])command.ExecuteScalar()!) is { IsOk: true } read
            && StreamOpener.ReadOwnTombstone(read.Value) is { IsOk: true } content
            ? content.Value
            : null;
    }

    private IEnumerable<IGrouping<int, (string Name, int Priority)>> ByPriority(Func<string, bool> streams) =>
        Streams().Where(stream => streams(stream.Name)).GroupBy(stream => stream.Priority).OrderBy(group => group.Key);

    private List<(string Name, int Priority)> Streams()
    {
        var streams = new List<(string, int)>();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name, priority FROM stream";
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read()) { streams.Add((row.GetString(0), row.GetInt32(1))); }
        return streams;
    }
}
