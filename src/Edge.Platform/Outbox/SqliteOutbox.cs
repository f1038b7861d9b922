using System.Collections.Immutable;
using Edge.Keys;
using Edge.Outbox;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>The records that wait for a receipt, in one SQLite file. What <see cref="Commit"/> accepted is durable.</summary>
/// <remarks>Thread-safe: one connection behind one lock; memory does not grow with the backlog.
/// The records in it never exceed the budget; the file adds its own pages and about 1 MiB of write-ahead log.</remarks>
public sealed class SqliteOutbox : IDisposable
{
    private const int SqliteFull = 13;

    /// <summary>ENOSPC; errno(3).</summary>
    private const int NoSpaceLeft = 28;

    /// <summary>When anything must go, at least this part of the budget goes.</summary>
    private const int DropShare = 16;

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();
    private readonly long _budget;
    private readonly string _path;
    private readonly ChainReserve _reserve;

    private SqliteOutbox(string path, long budget, ChainReserve reserve)
    {
        (_path, _budget, _reserve) = (path, budget, reserve);
        (_connection, SetAside) = OutboxFile.Open(path, reserve);
    }

    /// <summary>Where a damaged predecessor was put at this start, or null. What waited in it is not delivered; each chain
    /// goes on behind it and tells of the loss (<see cref="ChainWriter"/>).</summary>
    public string? SetAside { get; }

    /// <summary>Opens or makes the outbox; words where that is not possible. A damaged file is set aside and a new one begun.</summary>
    public static Result<SqliteOutbox, string> Open(string path, long budgetBytes)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new SqliteOutbox(path, budgetBytes, new ChainReserve(path + ".reserve"));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or SqliteException)
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
    /// <remarks>More than needed goes at once, so that one tombstone tells of many batches. Only the beginning of each
    /// chain is looked at, as far as it takes to free that much.</remarks>
    /// <param name="canTell">True for a stream whose tombstone can be sealed; records of others stay.</param>
    public DropPlan PlanFor(IReadOnlyCollection<OutboxEntry> incoming, Func<string, bool> canTell)
    {
        lock (_gate)
        {
            long over = Counter("bytes") + incoming.Sum(entry => (long)entry.Record.Bytes.Length) - _budget;
            if (over <= 0) { return DropPlan.Nothing; }
            try
            {
                var window = new OutboxWindow(_connection);
                long needed = Math.Max(over, _budget / DropShare) + window.RoomForTombstones();
                List<WaitingRecord> waiting = window.Read(needed, canTell);
                waiting.AddRange(incoming.Select(entry => entry.AsWaiting()));
                return DropPlan.Choose(waiting, needed, DropReason.Budget);
            }
            catch (SqliteException exception)
            {
                // Nothing is dropped unseen; the commit that follows meets the same disk and reports it.
                NoteDamage(exception);
                return DropPlan.Nothing;
            }
        }
    }

    /// <summary>Stores records, moves their chains and removes what is dropped: all of it durable on return, or none.</summary>
    public Result<OutboxState, OutboxFault> Commit(
        IReadOnlyCollection<OutboxEntry> entries, IReadOnlyCollection<WaitingRecord> dropped) => InTransaction(() =>
    {
        foreach (OutboxEntry entry in entries)
        {
            _reserve.Reach(entry.Record.Header.Stream, entry.Record.Header.Sequence);
            Insert(entry);
        }

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
                NoteDamage(exception);
                return exception.SqliteErrorCode == SqliteFull ? OutboxFault.DiskFull : OutboxFault.DiskFailed;
            }
            catch (IOException exception)
            {
                // The reserve could not be moved on; nothing was stored.
                return (exception.HResult & 0xFFFF) == NoSpaceLeft ? OutboxFault.DiskFull : OutboxFault.DiskFailed;
            }
        }
    }

    /// <summary>After an error that means damage, the next start looks through the whole file.</summary>
    internal void NoteDamage(SqliteException exception)
    {
        if (OutboxFile.IsDamage(exception)) { OutboxFile.MarkDamaged(_path); }
    }

    /// <summary>The file may have so many pages from now on: a disk that is full.</summary>
    internal void LimitPages(long pages)
    {
        lock (_gate)
        {
            OutboxSchema.Execute(_connection, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
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
