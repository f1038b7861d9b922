using Edge.Keys;
using Edge.Outbox;
using Edge.Platform.Files;
using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>The records that wait for a receipt, in one SQLite file. What <see cref="Commit"/> accepted is durable.</summary>
/// <remarks>It may be closed for a while: a file that cannot be opened, or that turned out to be damaged,
/// is tried again by <see cref="TryOpen"/>; until then nothing is stored and nothing is offered.
/// Thread-safe: one connection behind one lock; memory does not grow with the backlog. The records in it
/// never exceed the budget; the file adds its own pages and about 1 MiB of write-ahead log.</remarks>
public sealed class SqliteOutbox : IDisposable
{
    private const int SqliteFull = 13;

    /// <summary>ENOSPC; errno(3).</summary>
    private const int NoSpaceLeft = 28;

    /// <summary>When anything must go, at least this part of the budget goes.</summary>
    private const int DropShare = 16;

    private readonly Lock _gate = new();
    private readonly long _budget;
    private readonly string _path;
    private SqliteConnection? _connection;
    private ChainReserve? _reserve;
    private OutboxState _last;

    private SqliteOutbox(string path, long budget) =>
        (_path, _budget, _last) = (path, budget, new OutboxState(0, 0, budget, 0));

    /// <summary>Where a damaged predecessor was put since the start, or null. What waited in it is not delivered; each
    /// chain goes on behind it and tells of the loss (<see cref="ChainWriter"/>).</summary>
    public string? SetAside { get; private set; }

    /// <summary>How often the file was opened: another number means that chains may end elsewhere now.</summary>
    public int Openings { get; private set; }

    /// <summary>Why the file is not open, in words; null while it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>An outbox that is opened by <see cref="TryOpen"/>.</summary>
    public static SqliteOutbox Closed(string path, long budgetBytes) => new(path, budgetBytes);

    /// <summary>Opens or makes the outbox; words where that is not possible. A damaged file is set aside and a new one begun.</summary>
    public static Result<SqliteOutbox, string> Open(string path, long budgetBytes)
    {
        SqliteOutbox outbox = Closed(path, budgetBytes);
        return outbox.TryOpen() ? outbox : outbox.Problem!;
    }

    /// <summary>True when the file is open, now or already; otherwise <see cref="Problem"/> says why not.</summary>
    public bool TryOpen()
    {
        lock (_gate)
        {
            if (_connection is not null) { return true; }
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!, DurableFile.OwnersFolder);
                _reserve = new ChainReserve(_path + ".reserve");
                (_connection, string? setAside) = OutboxFile.Open(_path, _reserve);
                (SetAside, Problem) = (setAside ?? SetAside, null);
                Openings++;
                return true;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or SqliteException)
            {
                Problem = $"The outbox {_path} cannot be opened: {OutboxFile.WhyNot(_path, exception)}";
                return false;
            }
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

    /// <summary>True while records of a stream wait; null while the file is closed.</summary>
    public bool? Holds(string stream)
    {
        lock (_gate)
        {
            if (_connection is null) { return null; }
            using SqliteCommand command = Command("SELECT 1 FROM record WHERE stream = $stream LIMIT 1", ("$stream", stream));
            return command.ExecuteScalar() is not null;
        }
    }

    /// <summary>What waits; while the file is closed or cannot be read, what was last known.</summary>
    public OutboxState State()
    {
        lock (_gate)
        {
            if (_connection is null) { return _last; }
            try
            {
                return _last = Counted();
            }
            catch (SqliteException exception)
            {
                NoteDamage(exception);
                return _last;
            }
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
            if (_connection is null) { return DropPlan.Nothing; }
            try
            {
                long over = Counter("bytes") + incoming.Sum(entry => (long)entry.Record.Bytes.Length) - _budget;
                if (over <= 0) { return DropPlan.Nothing; }
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
            _reserve!.Reach(entry.Record.Header.Stream, entry.Record.Header.Sequence);
            Insert(entry);
        }

        foreach (WaitingRecord record in dropped)
        {
            Run("DELETE FROM record WHERE stream = $stream AND sequence = $sequence",
                ("$stream", record.Stream), ("$sequence", (long)record.Sequence));
        }

        Run("UPDATE counter SET value = value + $count WHERE name = 'dropped'", ("$count", dropped.Count));
        return Counted();
    });

    /// <summary>What to offer next: highest priority first, then in the order of sealing; null when nothing waits or the
    /// file is closed.</summary>
    /// <param name="maxBytes">Of records; the first is taken whatever its size.</param>
    /// <param name="leaveOut">Places to pass over; few.</param>
    public Upload? NextUpload(
        ReadOnlyMemory<byte> nonce, int maxRecords, long maxBytes, IReadOnlySet<RecordPlace> leaveOut)
    {
        lock (_gate)
        {
            return _connection is null ? null : new OutboxOffer(_connection).Next(nonce, maxRecords, maxBytes, leaveOut);
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

    public void Dispose() => _connection?.Dispose();

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

    private Result<T, OutboxFault> InTransaction<T>(Func<T> work)
        where T : notnull
    {
        lock (_gate)
        {
            if (_connection is null) { return OutboxFault.NotOpen; }
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

    /// <summary>After an error that means damage the file is closed; the next opening looks through all of it.</summary>
    internal void NoteDamage(SqliteException exception)
    {
        if (!OutboxFile.IsDamage(exception)) { return; }
        lock (_gate)
        {
            OutboxFile.MarkDamaged(_path);
            _connection?.Dispose();
            _connection = null;
            Problem = $"The outbox {_path} is damaged: {exception.Message}";
        }
    }

    /// <summary>The file may have so many pages from now on: a disk that is full.</summary>
    internal void LimitPages(long pages)
    {
        lock (_gate)
        {
            OutboxSchema.Execute(_connection!, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
        }
    }

    private OutboxState Counted()
    {
        using SqliteCommand oldest = Command("SELECT last FROM record ORDER BY id LIMIT 1");
        return new(Counter("records"), Counter("bytes"), _budget, Counter("dropped")) { OldestUnixMilliseconds = (long?)oldest.ExecuteScalar() };
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
        SqliteCommand command = _connection!.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) { command.Parameters.AddWithValue(name, value); }
        return command;
    }
}
