using System.Collections.Immutable;
using Edge.Keys;
using Edge.Outbox;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>The records that wait for a receipt, in one SQLite file. What <see cref="Commit"/> accepted is durable.</summary>
/// <remarks>Thread-safe: one connection behind one lock; memory does not grow with the backlog.
/// The file is never larger than its budget and the write-ahead log together.</remarks>
public sealed class SqliteOutbox : IDisposable
{
    private const int SqliteFull = 13;

    /// <summary>When anything must go, at least this part of the budget goes.</summary>
    private const int DropShare = 16;

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();
    private readonly long _budget;

    private SqliteOutbox(SqliteConnection connection, long budget) => (_connection, _budget) = (connection, budget);

    /// <summary>Opens or makes the outbox; words where that is not possible. A damaged file is refused, not replaced:
    /// it holds the ends of the chains, and beginning them anew would be a fork.</summary>
    public static Result<SqliteOutbox, string> Open(string path, long budgetBytes)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new SqliteOutbox(OutboxSchema.Open(path), budgetBytes);
        }
        catch (SqliteException exception)
        {
            return $"The outbox {path} cannot be opened ({exception.Message.Trim()}). If the disk is sound, restore it from a "
                + "backup, or move it away: then this device must be enrolled again, since its chains begin anew.";
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return $"The outbox {path} cannot be opened: {exception.Message}";
        }
    }

    /// <summary>Where a stream's chain ends; default for a stream never seen.</summary>
    public ChainHead Head(string stream)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command("SELECT sequence, hash FROM stream WHERE name = $stream", ("$stream", stream));
            using SqliteDataReader row = command.ExecuteReader();
            return row.Read() ? new ChainHead((ulong)row.GetInt64(0), RecordHash.FromBytes(row.GetFieldValue<byte[]>(1))) : default;
        }
    }

    public OutboxState State()
    {
        lock (_gate)
        {
            return new OutboxState(Counter("records"), Counter("bytes"), _budget, Counter("dropped"));
        }
    }

    /// <summary>What must go so that <paramref name="incoming"/> fits the budget; may name incoming records too.</summary>
    /// <remarks>More than needed goes at once, so that one tombstone tells of many batches.</remarks>
    public DropPlan PlanFor(IReadOnlyCollection<OutboxEntry> incoming)
    {
        lock (_gate)
        {
            long over = Counter("bytes") + incoming.Sum(entry => (long)entry.Record.Bytes.Length) - _budget;
            if (over <= 0) { return DropPlan.Nothing; }
            List<WaitingRecord> waiting = Waiting();
            waiting.AddRange(incoming.Select(entry => entry.AsWaiting()));
            return DropPlan.Choose(waiting, Math.Max(over, _budget / DropShare), DropReason.Budget);
        }
    }

    /// <summary>Stores records, moves their chains and removes what is dropped: all of it durable on return, or none.</summary>
    public Result<OutboxState, OutboxFault> Commit(
        IReadOnlyCollection<OutboxEntry> entries, IReadOnlyCollection<WaitingRecord> dropped) => InTransaction(() =>
    {
        foreach (OutboxEntry entry in entries) { Insert(entry); }
        foreach (WaitingRecord record in dropped)
        {
            Run("DELETE FROM record WHERE stream = $stream AND sequence = $sequence",
                ("$stream", record.Stream), ("$sequence", (long)record.Sequence));
        }

        Run("UPDATE counter SET value = value + $count WHERE name = 'dropped'", ("$count", dropped.Count));
        return new OutboxState(Counter("records"), Counter("bytes"), _budget, Counter("dropped"));
    });

    /// <summary>What to offer next: highest priority first, then in the order of sealing; null when nothing waits.</summary>
    /// <param name="maxBytes">Of records; the first is taken whatever its size.</param>
    /// <param name="leaveOut">Places to pass over; few.</param>
    public Upload? NextUpload(
        ReadOnlyMemory<byte> nonce, int maxRecords, long maxBytes, IReadOnlySet<RecordPlace> leaveOut)
    {
        lock (_gate)
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
    }

    /// <summary>Deletes what a verified receipt names with the right hash, and nothing else.</summary>
    /// <returns>How many records went, by kind.</returns>
    public Result<SettledRecords, OutboxFault> Settle(Verified<Receipt> receipt) => InTransaction(() =>
    {
        SettledRecords settled = SettledRecords.None;
        foreach (ReceiptEntry entry in receipt.Value.Entries)
        {
            using SqliteCommand command = Command(
                "DELETE FROM record WHERE stream = $stream AND sequence = $sequence AND hash = $hash RETURNING kind",
                ("$stream", entry.Stream), ("$sequence", (long)entry.Sequence), ("$hash", entry.Hash.ToArray()));
            if (command.ExecuteScalar() is not long kind) { continue; }
            bool refused = entry.Verdict == Verdict.Quarantined;
            settled = settled with
            {
                Records = settled.Records + 1,
                Batches = settled.Batches + (kind == (long)RecordKind.Batch && !refused ? 1 : 0),
                Refused = settled.Refused + (refused ? 1 : 0),
                Duplicates = settled.Duplicates + (entry.Verdict == Verdict.AlreadyStored ? 1 : 0),
            };
        }

        Run("DELETE FROM certificate WHERE id NOT IN (SELECT certificate FROM record)");
        return settled;
    });

    public void Dispose() => _connection.Dispose();

    private void Insert(OutboxEntry entry)
    {
        (SealedRecord record, int priority, ulong epochStart, PurposeKeyCertificate certificate) =
            (entry.Record, entry.Priority, entry.EpochStart, entry.Certificate.Value);
        RecordHeader header = record.Header;
        byte[] hash = record.Hash.ToArray();
        var signer = new byte[KeyId.Length];
        header.Signer.CopyTo(signer);
        Run("INSERT INTO stream VALUES ($stream, $priority, $sequence, $hash) ON CONFLICT (name) DO UPDATE "
            + "SET priority = $priority, sequence = $sequence, hash = $hash",
            ("$stream", header.Stream), ("$priority", priority), ("$sequence", (long)header.Sequence), ("$hash", hash));
        Run("INSERT OR IGNORE INTO certificate VALUES ($id, $bytes)", ("$id", signer), ("$bytes", certificate.Bytes.ToArray()));
        Run("INSERT INTO record (stream, sequence, kind, hash, epoch_start, certificate, readings, events, first, last, size, bytes) "
            + "VALUES ($stream, $sequence, $kind, $hash, $epoch, $certificate, $readings, $events, $first, $last, $size, $bytes)",
            ("$stream", header.Stream), ("$sequence", (long)header.Sequence), ("$kind", (long)header.Kind), ("$hash", hash),
            ("$epoch", (long)epochStart), ("$certificate", signer), ("$readings", header.Readings), ("$events", header.Events),
            ("$first", header.FirstUnixMilliseconds), ("$last", header.LastUnixMilliseconds),
            ("$size", record.Bytes.Length), ("$bytes", record.Bytes.ToArray()));
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

    private List<WaitingRecord> Waiting()
    {
        var waiting = new List<WaitingRecord>();
        using SqliteCommand command = Command(
            "SELECT r.stream, s.priority, r.sequence, r.kind, r.size, r.epoch_start, r.readings, r.events, r.first, r.last "
            + "FROM record r JOIN stream s ON s.name = r.stream");
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            waiting.Add(new WaitingRecord(
                row.GetString(0), row.GetInt32(1), (ulong)row.GetInt64(2), (RecordKind)row.GetInt32(3), row.GetInt32(4),
                (ulong)row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)));
        }

        return waiting;
    }

    private Result<T, OutboxFault> InTransaction<T>(Func<T> work)
        where T : notnull
    {
        lock (_gate)
        {
            try
            {
                using SqliteTransaction transaction = _connection.BeginTransaction();
                T result = work();
                transaction.Commit();
                return result;
            }
            catch (SqliteException exception)
            {
                return exception.SqliteErrorCode == SqliteFull ? OutboxFault.DiskFull : OutboxFault.DiskFailed;
            }
        }
    }

    private long Counter(string name)
    {
        using SqliteCommand command = Command("SELECT value FROM counter WHERE name = $name", ("$name", name));
        return (long)command.ExecuteScalar()!;
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) { command.Parameters.AddWithValue(name, value); }
        return command;
    }
}
