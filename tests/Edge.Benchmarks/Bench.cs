namespace Edge.Benchmarks;

/// <summary>Every group of rows in the order in which they are printed.</summary>
internal sealed class Bench
{
    private const int Starts = 7;
    private readonly BenchArguments _arguments;
    private readonly Measure _measure;
    private readonly Lazy<CryptoLimits> _limits;

    public Bench(BenchArguments arguments)
    {
        _arguments = arguments;
        _measure = arguments.Quick ? Measure.Quick : Measure.Full;
        _limits = new(() => CryptoLimits.Take(_measure));
    }

    public IEnumerable<(string Name, Func<IEnumerable<Row>> Take)> Groups()
    {
        yield return ("limits", () => _limits.Value.Rows());
        yield return ("profiles", () => ProfileRows.Take(_measure));
        yield return ("sealing", () => SealingRows.Take(_measure, _limits.Value));
        yield return ("rules", () => RuleRows.Take(_measure));
        yield return ("rules of a town", () => TownRows.Take(_measure));
        yield return ("conditions", () => ConditionRows.Take(_measure));
        yield return ("replay", () => ReplayRows.Take(_measure));
        yield return ("bus", () => BusRows.Take(_arguments.SitePath));
        yield return ("line", LineRows.Take);
        yield return ("outbox", () => OutboxRows.Take(_measure));
        yield return ("audit", () => AuditRows.Take(_measure));
        yield return ("update", () => UpdateRows.Take(_measure));
        if (_arguments.EdgeFolder is not { } folder) { yield break; }
        yield return ("size", () => SizeRows.Take(Path.Combine(folder, "..")));
        string edge = Path.Combine(folder, "edge");
        yield return ("image", () => new ImageRows(folder, _arguments.Quick).Take());
        if (_arguments.BeforeFolder is { } before) { yield return ("update processes", () => new UpdateProcessRows(before, folder).Take()); }
        yield return ("start", () => GatewayRows.Start(edge, Starts));
        if (_arguments.PssMinutes <= 0) { yield break; }
        yield return ("memory", () => GatewayRows.Memory(edge, TimeSpan.FromMinutes(_arguments.PssMinutes)));
    }
}
