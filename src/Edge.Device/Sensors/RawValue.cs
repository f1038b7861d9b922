using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>What a driver measured, before any conditioning, in the unit that the catalogue gives the
/// quantity.</summary>
/// <param name="Value">NaN where the quality is <see cref="Quality.Bad"/>, otherwise finite.</param>
public readonly record struct RawValue(double Value, Quality Quality, QualityReason Reason)
{
    /// <summary>A measurement of the given quality.</summary>
    public static RawValue Of(double value, Quality quality) => new(value, quality, QualityReason.None);

    public static RawValue Bad(QualityReason reason) => new(double.NaN, Quality.Bad, reason);

    /// <summary>Every quantity is bad for the same reason.</summary>
    internal static void AllBad(Span<RawValue> values, QualityReason reason) => values.Fill(Bad(reason));

    /// <summary>The value, or a bad one where it lies outside what the data sheet allows.</summary>
    internal static RawValue Within(QuantityDescription quantity, double value, Quality quality) =>
        quantity.Range.Contains(value) ? Of(value, quality) : Bad(QualityReason.OutOfRange);

    internal static void CheckLength(Span<RawValue> values, int quantities)
    {
        if (values.Length == quantities) { return; }
        throw new ArgumentException($"The driver has {quantities} quantities, not {values.Length}.", nameof(values));
    }
}
