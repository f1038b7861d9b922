using Edge.Platform.Outbox;
using Edge.Sealing;

namespace Edge.Benchmarks;

/// <summary>What durable storage of a sealed batch costs, beside what the disk below allows.</summary>
internal static class OutboxRows
{
    private const long Budget = 1L << 30;

    public static IEnumerable<Row> Take(Measure measure)
    {
        string folder = Demo.NewFolder();
        double raw = DurableAppends.PerSecond(measure, folder);
        using var sealer = new DemoSealer(folder);
        using SqliteOutbox outbox = SqliteOutbox.Open(Path.Combine(folder, "outbox.db"), Budget).Value;
        BatchContent batch = DemoSealer.Batch();
        ulong epoch = Store(outbox, sealer, sealer.Stream.SealEpoch(0), epochStart: 0);
        double stored = measure.PerSecond(() => Store(outbox, sealer, sealer.Stream.SealBatch(batch), epoch));
        Directory.Delete(folder, recursive: true);
        yield return new Row(
            "sealed and durable", stored, "batches/s", "1,000 readings each, SQLite WAL, synchronous FULL, by the wall",
            new Peer("4 KiB appends with fdatasync", raw));
    }

    private static ulong Store(SqliteOutbox outbox, DemoSealer sealer, SealedRecord record, ulong epochStart)
    {
        var entry = new OutboxEntry(record, Priority: 5, epochStart, sealer.Certificate);
        if (!outbox.Commit([entry], []).IsOk) { throw new IOException("the outbox refused a batch"); }
        return record.Header.Sequence;
    }
}
