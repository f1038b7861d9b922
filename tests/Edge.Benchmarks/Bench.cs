namespace Edge.Benchmarks;

/// <summary>Every group of rows in the order in which they are printed.</summary>
internal sealed class Bench(BenchArguments arguments)
{
    private readonly Measure _measure = arguments.Quick ? Measure.Quick : Measure.Full;

    public IEnumerable<(string Name, Func<IEnumerable<Row>> Take)> Groups() =>
    [
        ("limits", () => CryptoLimits.Take(_measure).Rows()),
        ("profiles", () => ProfileRows.Take(_measure)),
        ("outbox", () => DiskRows.Take(_measure)),
    ];
}
