using Microsoft.Data.Sqlite;

namespace Edge.Collector.Store;

/// <summary>The tables of a collector's store.</summary>
/// <remarks>record holds the evidence: the sealed bytes as they came, never altered. Everything else can be made again from
/// it: reading and event hold what was opened, span and dropped say which sequence numbers are here or were given up.
/// The primary keys of reading and event make "stored twice" impossible.</remarks>
internal static class StoreSchema
{
    private const string First = """
        CREATE TABLE device (
            id INTEGER PRIMARY KEY, device BLOB NOT NULL UNIQUE, name TEXT NOT NULL, identity BLOB NOT NULL,
            first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, boot BLOB NOT NULL) STRICT;
        CREATE TABLE stream (
            id INTEGER PRIMARY KEY, device INTEGER NOT NULL REFERENCES device(id), name TEXT NOT NULL,
            opened INTEGER NOT NULL DEFAULT 0, records INTEGER NOT NULL DEFAULT 0, batches INTEGER NOT NULL DEFAULT 0,
            epochs INTEGER NOT NULL DEFAULT 0, tombstones INTEGER NOT NULL DEFAULT 0, readings INTEGER NOT NULL DEFAULT 0,
            events INTEGER NOT NULL DEFAULT 0, stored_readings INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
            dropped INTEGER NOT NULL DEFAULT 0, received INTEGER NOT NULL DEFAULT 0, UNIQUE (device, name)) STRICT;
        CREATE TABLE certificate (
            id BLOB NOT NULL, device INTEGER NOT NULL REFERENCES device(id), bytes BLOB NOT NULL,
            PRIMARY KEY (device, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE record (
            id INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES stream(id), sequence INTEGER NOT NULL,
            kind INTEGER NOT NULL, state INTEGER NOT NULL, reason INTEGER NOT NULL, hash BLOB NOT NULL, previous BLOB NOT NULL,
            signer BLOB NOT NULL, epoch BLOB, readings INTEGER NOT NULL, events INTEGER NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL, received INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL,
            UNIQUE (stream, sequence)) STRICT;
        CREATE INDEX record_epoch ON record (stream, epoch, kind) WHERE epoch IS NOT NULL;
        CREATE INDEX record_waiting ON record (stream, epoch) WHERE state = 2;
        CREATE INDEX record_refused ON record (stream) WHERE state = 4;
        CREATE TABLE span (
            stream INTEGER NOT NULL REFERENCES stream(id), first INTEGER NOT NULL, last INTEGER NOT NULL,
            PRIMARY KEY (stream, first)) STRICT, WITHOUT ROWID;
        CREATE TABLE dropped (
            stream INTEGER NOT NULL REFERENCES stream(id), first INTEGER NOT NULL, last INTEGER NOT NULL,
            tombstone INTEGER NOT NULL REFERENCES record(id), PRIMARY KEY (stream, first, tombstone)) STRICT, WITHOUT ROWID;
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY, device BLOB NOT NULL, stream TEXT NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL,
            hash BLOB NOT NULL UNIQUE, reason INTEGER NOT NULL, signed INTEGER NOT NULL, readings INTEGER NOT NULL,
            events INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, received INTEGER NOT NULL,
            size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE INDEX quarantine_device ON quarantine (device, signed);
        CREATE TABLE channel (
            id INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES stream(id), name TEXT NOT NULL, unit INTEGER NOT NULL,
            resolution REAL NOT NULL, count INTEGER NOT NULL DEFAULT 0, usable INTEGER NOT NULL DEFAULT 0,
            last_time INTEGER NOT NULL DEFAULT 0, last_value REAL, last_quality INTEGER NOT NULL DEFAULT 0,
            last_reason INTEGER NOT NULL DEFAULT 0, UNIQUE (stream, name)) STRICT;
        CREATE TABLE reading (
            record INTEGER NOT NULL REFERENCES record(id), ordinal INTEGER NOT NULL, channel INTEGER NOT NULL,
            time INTEGER NOT NULL, monotonic INTEGER NOT NULL, clock INTEGER NOT NULL, value REAL, quality INTEGER NOT NULL,
            reason INTEGER NOT NULL, PRIMARY KEY (record, ordinal)) STRICT, WITHOUT ROWID;
        CREATE INDEX reading_time ON reading (channel, time, value, quality, reason);
        CREATE TABLE event (
            record INTEGER NOT NULL REFERENCES record(id), ordinal INTEGER NOT NULL, stream INTEGER NOT NULL,
            time INTEGER NOT NULL, actuator TEXT NOT NULL, state INTEGER NOT NULL, cause INTEGER NOT NULL, rule TEXT NOT NULL,
            PRIMARY KEY (record, ordinal)) STRICT, WITHOUT ROWID;
        CREATE INDEX event_time ON event (stream, time);
        CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counter VALUES ('receipts', 0), ('duplicates', 0), ('refused', 0);
        """;

    private const string Reports = """
        CREATE TABLE report (
            record INTEGER NOT NULL REFERENCES record(id), ordinal INTEGER NOT NULL, stream INTEGER NOT NULL REFERENCES stream(id),
            kind TEXT NOT NULL, time INTEGER NOT NULL, monotonic INTEGER NOT NULL, clock INTEGER NOT NULL, content BLOB NOT NULL,
            PRIMARY KEY (record, ordinal)) STRICT, WITHOUT ROWID;
        CREATE INDEX report_kind ON report (kind, record, ordinal);
        """;

    /// <summary>Each takes a store one version on; a store of any earlier version is brought here at its opening.</summary>
    private static readonly string[] Steps = [First, Reports];

    /// <summary>Opens the store for its one writer: durable at each commit. Makes the tables where there are none.</summary>
    /// <exception cref="SqliteException">The file is no store, is damaged, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">Another version made it.</exception>
    public static Sql OpenWriter(string path)
    {
        Sql sql = Connect(path, SqliteOpenMode.ReadWriteCreate, pooling: false);
        bool ready = false;
        try
        {
            sql.First("PRAGMA journal_mode = WAL", row => row.GetString(0));
            sql.Run("PRAGMA synchronous = FULL");
            sql.Run("PRAGMA foreign_keys = ON");
            sql.Run("PRAGMA cache_size = -8192");
            Prepare(sql);
            ready = true;
            return sql;
        }
        finally
        {
            if (!ready) { sql.Dispose(); }
        }
    }

    /// <summary>Opens the store to look at it, beside the writer; pooled.</summary>
    public static Sql OpenReader(string path) => Connect(path, SqliteOpenMode.ReadOnly, pooling: true);

    private static Sql Connect(string path, SqliteOpenMode mode, bool pooling)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = mode, Pooling = pooling, DefaultTimeout = 5,
        }.ToString());
        connection.Open();
        return new Sql(connection);
    }

    private static void Prepare(Sql sql)
    {
        long version = sql.Number("PRAGMA user_version") ?? 0;
        if (version == Steps.Length) { return; }
        if (version < 0 || version > Steps.Length)
        {
            throw new InvalidDataException($"The store has version {version}; this software knows versions up to {Steps.Length}.");
        }
        sql.InTransaction(() =>
        {
            foreach (string step in Steps.Skip((int)version)) { sql.Run(step); }
            sql.Pragma("user_version", Steps.Length);
            return true;
        });
    }
}
