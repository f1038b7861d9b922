namespace Edge.Rules.Checks;

/// <summary>The values that a channel may have: between two ends, each of which belongs to it or
/// not.</summary>
internal readonly record struct Bounds(double Low, bool HasLow, double High, bool HasHigh)
{
    public static Bounds All { get; } = new(double.NegativeInfinity, true, double.PositiveInfinity, true);

    public bool IsEmpty => Low > High || (Low == High && !(HasLow && HasHigh));

    public Bounds Meet(Bounds other)
    {
        (double low, bool hasLow) = Low > other.Low ? (Low, HasLow)
            : Low < other.Low ? (other.Low, other.HasLow)
            : (Low, HasLow && other.HasLow);
        (double high, bool hasHigh) = High < other.High ? (High, HasHigh)
            : High > other.High ? (other.High, other.HasHigh)
            : (High, HasHigh && other.HasHigh);
        return new(low, hasLow, high, hasHigh);
    }

    public static Bounds Below(double limit, bool included) =>
        new(double.NegativeInfinity, true, limit, included);

    public static Bounds Above(double limit, bool included) =>
        new(limit, included, double.PositiveInfinity, true);
}
