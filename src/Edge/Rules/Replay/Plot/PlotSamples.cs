using Edge.Sensing;

namespace Edge.Rules.Replay.Plot;

/// <summary>What a picture needs of the readings: for each column of it the least, the greatest and the last
/// value.</summary>
/// <remarks>Of fixed size, however many readings there are: a year and a minute cost the same.</remarks>
public sealed class PlotSamples
{
    public const int Columns = 1000;

    private readonly PlotColumn[][] _channels;
    private readonly long _from;
    private readonly long _span;

    /// <param name="from">Unix milliseconds.</param>
    /// <param name="until">Unix milliseconds, after <paramref name="from"/>.</param>
    public PlotSamples(int channels, long from, long until)
    {
        (_from, _span) = (from, Math.Max(1, until - from));
        _channels = [.. Enumerable.Range(0, channels).Select(_ => new PlotColumn[Columns])];
    }

    /// <summary>The columns of a channel, from the left.</summary>
    public ReadOnlySpan<PlotColumn> Of(int channel) => _channels[channel];

    public void Add(in Reading reading)
    {
        double place = (reading.Time.UnixMilliseconds - _from) / (double)_span;
        if (place is < 0 or > 1) { return; }
        ref PlotColumn column = ref _channels[reading.Channel][Math.Min((int)(place * Columns), Columns - 1)];
        column = column.With(reading);
    }
}

/// <summary>What happened to a channel within one column.</summary>
/// <param name="Usable">Readings with a value; the others mean nothing while it is 0.</param>
/// <param name="Bad">Readings without one.</param>
public readonly record struct PlotColumn(int Usable, int Bad, double Least, double Greatest, double Last)
{
    internal PlotColumn With(in Reading reading)
    {
        if (!reading.IsUsable) { return this with { Bad = Bad + 1 }; }
        double value = reading.Value;
        return Usable == 0
            ? new(1, Bad, value, value, value)
            : new(Usable + 1, Bad, Math.Min(Least, value), Math.Max(Greatest, value), value);
    }
}
