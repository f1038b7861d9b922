namespace Edge.Benchmarks;

/// <summary>Every group of rows in the order in which they are printed.</summary>
internal sealed class Bench
{
    private readonly Measure _measure;
    private readonly Lazy<CryptoLimits> _limits;

    public Bench(BenchArguments arguments)
    {
        _measure = arguments.Quick ? Measure.Quick : Measure.Full;
        _limits = new(() => CryptoLimits.Take(_measure));
    }

    public IEnumerable<(string Name, Func<IEnumerable<Row>> Take)> Groups() =>
    [
        ("limits", () => _limits.Value.Rows()),
        ("profiles", () => ProfileRows.Take(_measure)),
        ("sealing", () => SealingRows.Take(_measure, _limits.Value)),
        ("outbox", () => OutboxRows.Take(_measure)),
    ];
}
