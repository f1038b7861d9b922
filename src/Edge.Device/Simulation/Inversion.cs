namespace Edge.Device.Simulation;

/// <summary>Finds the raw number for which a driver's arithmetic gives a value: what the silicon does the
/// other way round.</summary>
internal static class Inversion
{
    /// <summary>The whole number in the range whose value is nearest; the end of the range where the value
    /// lies beyond.</summary>
    /// <param name="value">Rises or falls throughout.</param>
    public static int Of(double wanted, int lowest, int highest, Func<int, double> value)
    {
        bool rises = value(highest) >= value(lowest);
        (int low, int high) = (lowest, highest);
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            if (value(middle) < wanted == rises) { low = middle; }
            else { high = middle; }
        }
        return Math.Abs(value(low) - wanted) <= Math.Abs(value(high) - wanted) ? low : high;
    }
}
