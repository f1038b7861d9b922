using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>The tables of an outbox file.</summary>
/// <remarks>stream: where each chain ends, kept when every record is delivered. record: what waits.
/// certificate: of the signers of what waits. counter: totals that survive a restart.</remarks>
internal static class OutboxSchema
{
    private const long Version = 1;

    private const string Tables = """
        CREATE TABLE stream (
            name TEXT PRIMARY KEY, priority INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE certificate (id BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE record (
            id INTEGER PRIMARY KEY, stream TEXT NOT NULL REFERENCES stream(name), sequence INTEGER NOT NULL,
            kind INTEGER NOT NULL, hash BLOB NOT NULL, epoch_start INTEGER NOT NULL, certificate BLOB NOT NULL,
            readings INTEGER NOT NULL, events INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            size INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (stream, sequence)) STRICT;
        CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counter VALUES ('bytes', 0), ('records', 0), ('dropped', 0);
        CREATE TRIGGER record_added AFTER INSERT ON record BEGIN
            UPDATE counter SET value = value + 1 WHERE name = 'records';
            UPDATE counter SET value = value + new.size WHERE name = 'bytes';
        END;
        CREATE TRIGGER record_removed AFTER DELETE ON record BEGIN
            UPDATE counter SET value = value - 1 WHERE name = 'records';
            UPDATE counter SET value = value - old.size WHERE name = 'bytes';
        END;
        """;

    /// <summary>Opens the file durable (WAL, FULL), makes the tables where there are none. Throws what SQLite throws.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Pooling = false, DefaultTimeout = 5,
        }.ToString());
        bool usable = false;
        try
        {
            connection.Open();
            // A checkpoint each 256 pages keeps the log near 1 MiB; FULL flushes it at each commit. EXCLUSIVE, before WAL,
            // keeps the index of the log in memory: its file could not be made on a full disk.
            Execute(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
                + "PRAGMA wal_autocheckpoint = 256; PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY;");
            Prepare(connection);
            usable = true;
            return connection;
        }
        finally
        {
            if (!usable) { connection.Dispose(); }
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Prepare(SqliteConnection connection)
    {
        using SqliteCommand ask = connection.CreateCommand();
        ask.CommandText = "PRAGMA user_version";
        long version = (long)ask.ExecuteScalar()!;
        if (version == Version) { return; }
        if (version != 0) { throw new InvalidDataException($"The outbox has version {version}; this software knows version {Version}."); }
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(connection, Tables);
        Execute(connection, $"PRAGMA user_version = {Version}");
        transaction.Commit();
    }
}
