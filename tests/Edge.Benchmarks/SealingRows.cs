using Edge.Sealing;

namespace Edge.Benchmarks;

/// <summary>What sealing costs: time, bytes a reading, bytes a batch, bytes an epoch.</summary>
internal static class SealingRows
{
    public static IEnumerable<Row> Take(Measure measure, CryptoLimits limits)
    {
        string folder = Demo.NewFolder();
        using var sealer = new DemoSealer(folder);
        List<Row> rows = [.. Rows(measure, limits, sealer)];
        Directory.Delete(folder, recursive: true);
        return rows;
    }

    private static IEnumerable<Row> Rows(Measure measure, CryptoLimits limits, DemoSealer sealer)
    {
        BatchContent batch = DemoSealer.Batch();
        int readings = batch.Readings.Length;
        int epoch = sealer.Stream.SealEpoch(0).Bytes.Length;
        SealedRecord record = sealer.Stream.SealBatch(batch);
        byte[] payload = new BatchEncoder(DemoReadings.Schema).Encode(batch).ToArray();
        int plain = new BatchEncoder(DemoReadings.Schema).EncodePlain(batch).Length;
        int packed = payload.Length - BatchEncoder.FrameLength;
        string what = $"{readings} readings, {DemoReadings.Schema.Channels.Length} channels of the demo site's weather stream";

        double batches = measure.PerCpuSecond(() => sealer.Stream.SealBatch(batch));
        // Encrypted once; hashed for the signature and again for the chain.
        double cryptoSeconds = (payload.Length / limits.AeadBytes)
            + ((payload.Length + record.Bytes.Length) / limits.HashBytes) + (1 / limits.Signatures);
        yield return new Row(
            "reading to sealed", batches * readings, "readings/s", $"{what}, one core",
            new Peer("its cryptography alone", readings / cryptoSeconds), Target.Least(500_000));
        yield return new Row(
            "column bytes", (double)plain / readings, "B/reading", what,
            new Peer("a double and a time", 16), Target.Most(2.5));
        yield return new Row(
            "column bytes, compressed", (double)packed / readings, "B/reading", what,
            new Peer("a double and a time", 16), Target.Most(1.5));
        yield return new Row(
            "envelope of a batch", record.Bytes.Length - packed, "B", "header, tag, signature; within an epoch",
            Target: Target.Most(250));
        yield return new Row("epoch record", epoch, "B", "one recipient, schema included; once a day and at each start");
    }
}
