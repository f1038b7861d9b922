using Edge.Collector.Store;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Collector.Api;

/// <summary>Reads a channel's values, thinned to what a plot can show.</summary>
/// <remarks>Each stretch of time gives its minimum, mean and maximum; what is bad in it stays visible beside what is not.</remarks>
internal static class PointQuery
{
    public const int DefaultPoints = 600;
    public const int MaxPoints = 5_000;

    /// <summary>A wider stretch is cut at its beginning: 400 days.</summary>
    public const long MaxMilliseconds = 400L * 24 * 60 * 60 * 1000;

    private const long DefaultMilliseconds = 10 * 60 * 1000;
    private const int MaxGaps = 100;

    // The worst of a stretch: good < simulated < substituted < uncertain; packed, so that max() finds it with its reason.
    private const string Worst =
        "max((CASE quality WHEN 1 THEN 0 WHEN 4 THEN 1 WHEN 5 THEN 2 WHEN 2 THEN 3 ELSE 4 END) * 65536 + quality * 256 + reason)";

    public static PointSeries? Read(
        Sql sql, long device, string channel, string? stream, long? from, long? to, int most)
    {
        Found? found = sql.First(
            "SELECT c.id, c.stream, c.unit, c.last_time FROM channel c JOIN stream s ON s.id = c.stream "
            + "WHERE s.device = $1 AND c.name = $2 AND ($3 IS NULL OR s.name = $3) ORDER BY c.count DESC LIMIT 1",
            row => new Found(row.GetInt64(0), row.GetInt64(1), (Unit)row.GetInt64(2), row.GetInt64(3)),
            device, channel, stream);
        if (found is null) { return null; }
        long until = Math.Clamp(to ?? found.LastTime, 0, long.MaxValue / 2);
        long since = Math.Clamp(from ?? (until - DefaultMilliseconds), until - MaxMilliseconds, until);
        if (from is null)
        {
            // What is only a minute old gets all the points, not a tenth of them.
            since = sql.Number(
                "SELECT min(time) FROM reading WHERE channel = $1 AND time BETWEEN $2 AND $3", found.Channel, since, until) ?? since;
        }

        int points = Math.Clamp(most, 1, MaxPoints);
        long step = Step(sql, found.Channel, since, until, points);
        List<Point> read = sql.All(
            $"SELECT min(time), min(value), avg(value), max(value), {Worst} FROM reading "
            + "WHERE channel = $1 AND time BETWEEN $2 AND $3 GROUP BY (time - $2) / $4, quality = 3 ORDER BY 1 LIMIT $5",
            row =>
            {
                long packed = row.GetInt64(4) % 65536;
                return new Point(
                    row.GetInt64(0), row.IsDBNull(1) ? null : row.GetDouble(1), row.IsDBNull(2) ? null : row.GetDouble(2),
                    row.IsDBNull(3) ? null : row.GetDouble(3), Words.Of((Quality)(packed / 256)), Words.Of((QualityReason)(packed % 256)));
            },
            found.Channel, since, until, step, (long)points);
        return new PointSeries(channel, Words.Of(found.Unit), found.Unit.Symbol(), read, Gaps(sql, found.Stream, since, until));
    }

    /// <summary>How much time one point stands for; 1 ms where every reading fits as it is.</summary>
    private static long Step(Sql sql, long channel, long since, long until, int points)
    {
        long here = sql.Number(
            "SELECT count(*) FROM (SELECT 1 FROM reading WHERE channel = $1 AND time BETWEEN $2 AND $3 LIMIT $4)",
            channel, since, until, points + 1L) ?? 0;
        if (here <= points) { return 1; }
        // Bad and usable values of one stretch are two points: half as many stretches keep within the limit.
        return Math.Max(1, ((until - since) / Math.Max(1, points / 2)) + 1);
    }

    /// <summary>The time between the records beside each missing range; the chain knows no better.</summary>
    private static List<long[]> Gaps(Sql sql, long stream, long since, long until)
    {
        var gaps = new List<long[]>();
        foreach (SequenceRange range in SequenceSpans.Absent(sql, stream, MaxGaps))
        {
            long? before = sql.Number(
                "SELECT last FROM record WHERE stream = $1 AND sequence = $2", stream, (long)range.First - 1);
            long? after = sql.Number(
                "SELECT first FROM record WHERE stream = $1 AND sequence = $2", stream, (long)range.Last + 1);
            if (before is { } start && after is { } end && end >= since && start <= until && end > start) { gaps.Add([start, end]); }
        }

        return gaps;
    }

    private sealed record Found(long Channel, long Stream, Unit Unit, long LastTime);
}
