using Edge.Sealing;
using Microsoft.Data.Sqlite;

namespace Edge.Platform.Outbox;

/// <summary>Opens an outbox file, and begins a new one when the old one is damaged.</summary>
internal static class OutboxFile
{
    /// <summary>Files set aside at most; the newest replaces the last, so damage cannot fill a disk.</summary>
    public const int MaxSetAside = 3;

    /// <summary>A larger file is looked through only after damage was seen in it: start must not wait for it. Each
    /// record is checked against its hash by the collector anyway.</summary>
    private const long CheckedBytes = 8 * 1024 * 1024;

    /// <summary>An opening that fails with less than this free fails for want of room.</summary>
    private const long RoomToOpen = 64 * 1024;

    private const int SqliteBusy = 5;
    private const int SqliteReadOnly = 8;
    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    /// <returns>The connection, and where a damaged predecessor lies now.</returns>
    public static (SqliteConnection Connection, string? SetAside) Open(string path, ChainReserve reserve)
    {
        string? setAside = null;
        SqliteConnection? connection = TryOpen(path);
        if (connection is null)
        {
            setAside = SetAside(path);
            connection = OutboxSchema.Open(path);
        }

        try
        {
            GoOnBehind(connection, reserve);
            File.Delete(Mark(path));
            return (connection, setAside);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>True for an error that means damage: the next opening looks through the whole file.</summary>
    public static bool IsDamage(SqliteException exception) => exception.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase;

    /// <summary>Why a file could not be opened, and what a person does about it.</summary>
    public static string WhyNot(string path, Exception exception)
    {
        // Somebody may have run it once as root: then a file beside the outbox is root's.
        if (exception is UnauthorizedAccessException or SqliteException { SqliteErrorCode: SqliteReadOnly })
        {
            return $"{exception.Message} It and the files beside it must belong to {Environment.UserName}, who runs this (chown).";
        }

        if (exception is not SqliteException sqlite) { return exception.Message; }
        if (sqlite.SqliteErrorCode == SqliteBusy) { return "another process has it open; one state folder is for one gateway."; }
        return FreeBytes(path) < RoomToOpen
            ? $"no room is left on its disk ({sqlite.Message})."
            : $"{sqlite.Message} (extended code {sqlite.SqliteExtendedErrorCode}).";
    }

    /// <summary>Leaves word for the next opening.</summary>
    public static void MarkDamaged(string path)
    {
        try
        {
            File.WriteAllBytes(Mark(path), []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk is worse than its outbox; the fault that led here is reported by the caller.
        }
    }

    private static SqliteConnection? TryOpen(string path)
    {
        SqliteConnection? connection = null;
        bool sound = false;
        try
        {
            connection = OutboxSchema.Open(path);
            sound = !MustCheck(path) || IsSound(connection);
            return sound ? connection : null;
        }
        catch (SqliteException exception) when (IsDamage(exception))
        {
            return null;
        }
        finally
        {
            if (!sound) { connection?.Dispose(); }
        }
    }

    private static long FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    private static bool MustCheck(string path) => File.Exists(Mark(path)) || new FileInfo(path).Length <= CheckedBytes;

    private static bool IsSound(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        return command.ExecuteScalar() as string == "ok";
    }

    private static string SetAside(string path)
    {
        int number = 1;
        while (number < MaxSetAside && File.Exists($"{path}.damaged-{number}")) { number++; }
        string aside = $"{path}.damaged-{number}";
        foreach (string part in Parts)
        {
            if (File.Exists(path + part)) { File.Move(path + part, aside + part, overwrite: true); }
        }

        return aside;
    }

    /// <summary>A chain that the file does not know, but that has been used, goes on behind everything it may have used.</summary>
    private static void GoOnBehind(SqliteConnection connection, ChainReserve reserve)
    {
        foreach ((string stream, ulong number) in reserve.Reserved)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "INSERT OR IGNORE INTO stream VALUES ($name, 0, $sequence, $hash)";
            command.Parameters.AddWithValue("$name", stream);
            command.Parameters.AddWithValue("$sequence", (long)number);
            command.Parameters.AddWithValue("$hash", default(RecordHash).ToArray());
            command.ExecuteNonQuery();
        }
    }

    private static string Mark(string path) => path + ".damaged";
}
