namespace Edge.Sealing;

/// <summary>Values as whole multiples of a resolution, and back to the nearest double.</summary>
internal readonly struct ColumnScale
{
    /// <summary>Beyond this a double no longer counts by ones; such a column travels raw.</summary>
    private const double MostSteps = 1L << 52;

    private readonly double _resolution;
    private readonly double _perUnit;

    public ColumnScale(double resolution)
    {
        _resolution = resolution;
        double perUnit = Math.Round(1 / resolution);
        // 0.01 is no binary fraction, 100 is: dividing by 100 gives the double nearest to the decimal, multiplying does not.
        _perUnit = resolution < 1 && Math.Abs((1 / resolution) - perUnit) < 1e-9 * perUnit ? perUnit : 0;
    }

    public bool Fits(double value) => Math.Abs(_perUnit > 0 ? value * _perUnit : value / _resolution) <= MostSteps;

    public long ToSteps(double value) => (long)Math.Round(_perUnit > 0 ? value * _perUnit : value / _resolution);

    public double ToValue(long steps) => _perUnit > 0 ? steps / _perUnit : steps * _resolution;
}
