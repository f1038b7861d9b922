using System.Buffers.Binary;
using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>ROHM BH1750FVI: illuminance from starlight to full sun by two ranges.</summary>
/// <remarks>Measures on its own; a reading takes the last result. The sensitive range is used until it nearly fills
/// up, the wide one until the sensitive one would do; a change waits for the first result of the new range.
/// Source: ROHM BH1750FVI technical note, "Instruction set", "Measurement mode", "Measurement result", "Adjust".</remarks>
internal sealed class Bh1750(I2cLink link, DriverDescription driver) : ISensor
{
    private const byte PowerOn = 0x01;
    private const double CountsPerLux = 1.2;
    private const int UsualTime = 69;
    private const int ShortestTime = 31;
    private const ushort NearlyFull = 60000;

    /// <summary>Below this in lux the sensitive range is taken again; it ends at about 27 300 lx.</summary>
    private const double SensitiveBelow = 20000;

    private static readonly Range Sensitive = new(UsualTime, 0x11, 1 / (2 * CountsPerLux));
    private static readonly Range Wide = new(ShortestTime, 0x10, UsualTime / (double)ShortestTime / CountsPerLux);
    private static readonly TimeSpan Conversion = TimeSpan.FromMilliseconds(180);

    private Range? _range;

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        QualityReason fault = Measure(out double lux);
        values[0] = fault == QualityReason.None
            ? RawValue.Within(driver.Quantities[0], lux, link.Usable)
            : RawValue.Bad(fault);
        if (fault is not (QualityReason.None or QualityReason.OutOfRange)) { _range = null; }
    }

    public void Dispose() => link.Dispose();

    private QualityReason Measure(out double lux)
    {
        lux = double.NaN;
        QualityReason fault = _range is null ? Choose(Sensitive) : QualityReason.None;
        if (fault != QualityReason.None) { return fault; }
        fault = Take(out ushort counts);
        if (fault != QualityReason.None) { return fault; }
        Range better = _range == Sensitive
            ? counts >= NearlyFull ? Wide : Sensitive
            : counts * Wide.LuxPerCount < SensitiveBelow ? Sensitive : Wide;
        if (better != _range)
        {
            fault = Choose(better);
            if (fault == QualityReason.None) { fault = Take(out counts); }
            if (fault != QualityReason.None) { return fault; }
        }
        lux = counts * _range!.LuxPerCount;
        return counts == ushort.MaxValue ? QualityReason.OutOfRange : QualityReason.None;
    }

    private QualityReason Choose(Range range)
    {
        _range = null;
        QualityReason fault = link.Write(PowerOn);
        if (fault == QualityReason.None) { fault = link.Write((byte)(0x40 | (range.Time >> 5))); }
        if (fault == QualityReason.None) { fault = link.Write((byte)(0x60 | (range.Time & 0x1F))); }
        if (fault == QualityReason.None) { fault = link.Write(range.Mode); }
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Conversion);
        _range = range;
        return QualityReason.None;
    }

    private QualityReason Take(out ushort counts)
    {
        Span<byte> answer = stackalloc byte[2];
        QualityReason fault = link.Read(answer);
        counts = BinaryPrimitives.ReadUInt16BigEndian(answer);
        return fault;
    }

    /// <param name="Time">The measurement time register, 31 to 254.</param>
    /// <param name="Mode">Continuous measurement: 0x10 of 1 count, 0x11 of half a count.</param>
    private sealed record Range(int Time, byte Mode, double LuxPerCount);
}
