using Edge.Sealing;

namespace Edge.Collector.Store;

/// <summary>Which sequence numbers of a stream are here, as few ranges as possible, kept with each record.</summary>
/// <remarks>Any order of arrival; the cost does not grow with the length of the chain.</remarks>
internal static class SequenceSpans
{
    /// <summary>Adds a number that is not in yet.</summary>
    public static void Add(Sql sql, long stream, long sequence)
    {
        long? before = sql.Number(
            "SELECT first FROM (SELECT first, last FROM span WHERE stream = $1 AND first < $2 ORDER BY first DESC LIMIT 1) "
            + "WHERE last = $2 - 1",
            stream, sequence);
        long? after = sql.Number("SELECT last FROM span WHERE stream = $1 AND first = $2 + 1", stream, sequence);
        long first = before ?? sequence;
        long last = after ?? sequence;
        if (after is not null) { sql.Run("DELETE FROM span WHERE stream = $1 AND first = $2 + 1", stream, sequence); }
        sql.Run(
            "INSERT INTO span VALUES ($1, $2, $3) ON CONFLICT (stream, first) DO UPDATE SET last = $3", stream, first, last);
    }

    /// <summary>What lies between 1 and the last number, is not here, and was not given up by a tombstone; ascending.</summary>
    public static List<SequenceRange> Missing(Sql sql, long stream, int most)
    {
        List<SequenceRange> known = sql.All(
            "SELECT first, last FROM span WHERE stream = $1 UNION ALL SELECT first, last FROM dropped WHERE stream = $1 ORDER BY 1",
            row => new SequenceRange((ulong)row.GetInt64(0), (ulong)row.GetInt64(1)), stream);
        return Between(known).Take(most).ToList();
    }

    /// <summary>What lies between 1 and the last number and is not here, given up or not; ascending.</summary>
    public static List<SequenceRange> Absent(Sql sql, long stream, int most) => Between(sql.All(
        "SELECT first, last FROM span WHERE stream = $1 ORDER BY 1",
        row => new SequenceRange((ulong)row.GetInt64(0), (ulong)row.GetInt64(1)), stream)).Take(most).ToList();

    private static IEnumerable<SequenceRange> Between(IEnumerable<SequenceRange> ascending)
    {
        ulong end = 0;
        foreach (SequenceRange range in ascending)
        {
            if (range.First > end + 1) { yield return new SequenceRange(end + 1, range.First - 1); }
            end = Math.Max(end, range.Last);
        }
    }
}
