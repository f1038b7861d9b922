using System.Buffers.Binary;
using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>Sensirion SHT30, SHT31, SHT35: one measurement of high repeatability for each reading.</summary>
/// <remarks>Needs no setting up: every measurement is ordered whole. Source: Sensirion SHT3x-DIS data sheet,
/// 2.2, 4.3, 4.13.</remarks>
internal sealed class Sht3x(I2cLink link, DriverDescription driver) : ISensor
{
    /// <summary>Longest measurement, 15.5 ms, and a little.</summary>
    private static readonly TimeSpan Conversion = TimeSpan.FromMilliseconds(16);

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        QualityReason fault = Measure(values);
        if (fault != QualityReason.None) { RawValue.AllBad(values, fault); }
    }

    public void Dispose() => link.Dispose();

    internal static double DegreesCelsius(ushort raw) => -45.0 + (175.0 * raw / 65535.0);

    internal static double Percent(ushort raw) => 100.0 * raw / 65535.0;

    private QualityReason Measure(Span<RawValue> values)
    {
        // Single shot, clock stretching off: the bus stays free for others while the device measures.
        QualityReason fault = link.Write(0x24, 0x00);
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Conversion);
        Span<byte> answer = stackalloc byte[6];
        fault = link.Read(answer);
        // It took the order and does not acknowledge reading: the measurement is not finished.
        if (fault == QualityReason.NoAnswer) { return QualityReason.NotReady; }
        if (fault != QualityReason.None) { return fault; }
        if (Crc8.Of(answer[..2]) != answer[2] || Crc8.Of(answer[3..5]) != answer[5])
        {
            return QualityReason.ChecksumMismatch;
        }
        double temperature = DegreesCelsius(BinaryPrimitives.ReadUInt16BigEndian(answer));
        double humidity = Percent(BinaryPrimitives.ReadUInt16BigEndian(answer[3..]));
        values[0] = RawValue.Within(driver.Quantities[0], temperature, link.Usable);
        values[1] = RawValue.Within(driver.Quantities[1], humidity, link.Usable);
        return QualityReason.None;
    }
}
