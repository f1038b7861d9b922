using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Collector.Store;

/// <summary>Puts what was opened into the tables. Called inside the writer's transaction.</summary>
internal static class ContentTables
{
    /// <summary>The rows of a schema's channels; a channel that changed its unit keeps its row.</summary>
    public static long[] Channels(Sql sql, long stream, StreamSchema schema) =>
        [.. schema.Channels.Select(channel => sql.Number(
            "INSERT INTO channel (stream, name, unit, resolution) VALUES ($1, $2, $3, $4) "
            + "ON CONFLICT (stream, name) DO UPDATE SET unit = $3, resolution = $4 RETURNING id",
            stream, channel.Name, (long)channel.Unit, channel.Resolution)!.Value)];

    public static void Add(Sql sql, long stream, long record, ShelvedEpoch epoch, BatchContent content)
    {
        AddReadings(sql, record, epoch.Channels, content.Readings.Span);
        AddEvents(sql, stream, record, epoch.Epoch.Schema, content.Events.Span);
        AddReports(sql, stream, record, content.Reports.Span);
        sql.Run(
            "UPDATE stream SET opened = 1, stored_readings = stored_readings + $2 WHERE id = $1",
            stream, (long)content.Readings.Length);
    }

    private static void AddReadings(Sql sql, long record, long[] channels, ReadOnlySpan<Reading> readings)
    {
        var tallies = new Tally[channels.Length];
        for (int i = 0; i < readings.Length; i++)
        {
            Reading reading = readings[i];
            object? value = reading.IsUsable ? reading.Value : null;
            sql.Run(
                "INSERT INTO reading VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                record, (long)i, channels[reading.Channel], reading.Time.UnixMilliseconds, reading.Time.MonotonicMilliseconds,
                (long)reading.Time.Quality, value, (long)reading.Quality, (long)reading.Reason);
            tallies[reading.Channel].Add(reading);
        }

        for (int i = 0; i < channels.Length; i++)
        {
            if (tallies[i].Count > 0) { Add(sql, channels[i], tallies[i]); }
        }
    }

    // Batches come in any order: only a later reading becomes the last one.
    private static void Add(Sql sql, long channel, Tally tally)
    {
        Reading last = tally.Last;
        sql.Run(
            "UPDATE channel SET count = count + $2, usable = usable + $3 WHERE id = $1", channel, tally.Count, tally.Usable);
        sql.Run(
            "UPDATE channel SET last_time = $2, last_value = $3, last_quality = $4, last_reason = $5 "
            + "WHERE id = $1 AND last_time <= $2",
            channel, last.Time.UnixMilliseconds, last.IsUsable ? last.Value : null, (long)last.Quality, (long)last.Reason);
    }

    private static void AddEvents(Sql sql, long stream, long record, StreamSchema schema, ReadOnlySpan<ActuatorEvent> events)
    {
        for (int i = 0; i < events.Length; i++)
        {
            ActuatorEvent item = events[i];
            string rule = item.Rule >= 0 ? schema.Rules[item.Rule] : "";
            sql.Run(
                "INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                record, (long)i, stream, item.Time.UnixMilliseconds, schema.Actuators[item.Actuator], item.On ? 1L : 0L,
                (long)item.Cause, rule);
        }
    }

    private static void AddReports(Sql sql, long stream, long record, ReadOnlySpan<DeviceReport> reports)
    {
        for (int i = 0; i < reports.Length; i++)
        {
            DeviceReport report = reports[i];
            sql.Run(
                "INSERT INTO report VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                record, (long)i, stream, report.Kind, report.Time.UnixMilliseconds, report.Time.MonotonicMilliseconds,
                (long)report.Time.Quality, report.Content.ToArray());
        }
    }

    private struct Tally
    {
        public long Count { get; private set; }

        public long Usable { get; private set; }

        public Reading Last { get; private set; }

        public void Add(Reading reading)
        {
            if (Count == 0 || reading.Time.UnixMilliseconds >= Last.Time.UnixMilliseconds) { Last = reading; }
            Count++;
            if (reading.IsUsable) { Usable++; }
        }
    }
}
