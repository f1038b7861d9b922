using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Edge.Collector.Store;

/// <summary>One SQLite connection with its prepared statements. One thread at a time.</summary>
/// <remarks>Parameters are <c>$1</c>, <c>$2</c>, ... in order; null is NULL. Statements are constants of the code,
/// so keeping them prepared is bounded. Throws what SQLite throws.</remarks>
internal sealed class Sql(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>Runs a statement. Returns the number of rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row as a number, or null.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar() as long?;

    /// <summary>Inserts a row. Returns its id.</summary>
    public long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Run(sql, values);
        return sqlite3_last_insert_rowid(connection.Handle);
    }

    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        using SqliteDataReader row = Prepare(sql, values).ExecuteReader();
        return row.Read() ? read(row) : null;
    }

    public List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using SqliteDataReader row = Prepare(sql, values).ExecuteReader();
        while (row.Read()) { rows.Add(read(row)); }
        return rows;
    }

    /// <summary>Does all of it durably, or none of it. Not nested.</summary>
    public T InTransaction<T>(Func<T> work)
    {
        Run("BEGIN IMMEDIATE");
        try
        {
            T result = work();
            Run("COMMIT");
            return result;
        }
        finally
        {
            // After a failed COMMIT, or anything thrown: SQLite itself may have rolled back already.
            if (sqlite3_get_autocommit(connection.Handle) == 0) { Run("ROLLBACK"); }
        }
    }

    /// <summary>Sets one of SQLite's own numbers; a pragma takes no parameters.</summary>
    public void Pragma(string name, long value)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA {name} = {value}");
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values) { command.Dispose(); }
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 1; i <= values.Length; i++) { command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" }); }
            _prepared.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            SqliteParameter parameter = command.Parameters[i];
            // Each value has its own type: what an earlier value inferred must not stick.
            parameter.ResetSqliteType();
            parameter.Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
