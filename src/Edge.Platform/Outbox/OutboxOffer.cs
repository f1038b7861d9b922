using System.Collections.Immutable;
using Edge.Outbox;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>What an outbox offers next: highest priority first, then in the order of sealing.</summary>
internal sealed class OutboxOffer(SqliteConnection connection)
{
    /// <summary>Null when nothing waits.</summary>
    /// <param name="maxBytes">Of records; the first is taken whatever its size.</param>
    /// <param name="leaveOut">Places to pass over; few.</param>
    public Upload? Next(ReadOnlyMemory<byte> nonce, int maxRecords, long maxBytes, IReadOnlySet<RecordPlace> leaveOut)
    {
        var records = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        var certificates = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (long id in NextIds(maxRecords, leaveOut))
        {
            using SqliteCommand command = Command(
                "SELECT r.bytes, r.certificate, c.bytes FROM record r JOIN certificate c ON c.id = r.certificate "
                + "WHERE r.id = $id", ("$id", id));
            using SqliteDataReader row = command.ExecuteReader();
            if (!row.Read()) { continue; }
            var record = row.GetFieldValue<byte[]>(0);
            if (records.Count > 0 && bytes + record.Length > maxBytes) { break; }
            bytes += record.Length;
            records.Add(record);
            certificates.TryAdd(Convert.ToHexString(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<byte[]>(2));
        }

        return records.Count == 0
            ? null
            : new Upload(nonce, [.. certificates.Values.Select(certificate => new ReadOnlyMemory<byte>(certificate))], records.ToImmutable());
    }

    /// <summary>Rows in the order of offering. Each stream is read along its index, so a long backlog costs no more.</summary>
    private List<long> NextIds(int most, IReadOnlySet<RecordPlace> leaveOut)
    {
        var chosen = new List<long>(most);
        foreach (IGrouping<long, string> equals in StreamsByPriority())
        {
            var ids = new List<long>();
            foreach (string stream in equals)
            {
                using SqliteCommand command = Command(
                    "SELECT id, sequence FROM record WHERE stream = $stream ORDER BY sequence LIMIT $most",
                    ("$stream", stream), ("$most", most + leaveOut.Count));
                using SqliteDataReader row = command.ExecuteReader();
                while (row.Read())
                {
                    if (!leaveOut.Contains(new RecordPlace(stream, (ulong)row.GetInt64(1)))) { ids.Add(row.GetInt64(0)); }
                }
            }

            ids.Sort();
            chosen.AddRange(ids.Take(most - chosen.Count));
            if (chosen.Count == most) { break; }
        }

        return chosen;
    }

    private List<IGrouping<long, string>> StreamsByPriority()
    {
        var streams = new List<(string Name, long Priority)>();
        using SqliteCommand command = Command("SELECT name, priority FROM stream");
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read()) { streams.Add((row.GetString(0), row.GetInt64(1))); }
        return [.. streams.GroupBy(stream => stream.Priority, stream => stream.Name).OrderByDescending(group => group.Key)];
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) { command.Parameters.AddWithValue(name, value); }
        return command;
    }
}
