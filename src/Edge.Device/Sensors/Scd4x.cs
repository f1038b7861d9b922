using System.Buffers.Binary;
using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>Sensirion SCD40, SCD41: carbon dioxide, temperature and humidity, measured by itself every five
/// seconds.</summary>
/// <remarks>The periodic measurement is stopped and started anew at the first reading and after every
/// failure: nobody knows what the device did before. Until its first result it is not ready. Automatic
/// self-calibration stays as the device has it: it takes the lowest value of a week for 400 ppm, which a
/// room that is never aired does not reach. Source: Sensirion SCD4x data sheet, version 1.6 (2024), 3.5
/// "Basic commands", 3.9.2 "get_data_ready_status", 3.12 "Checksum calculation".</remarks>
internal sealed class Scd4x(I2cLink link, DriverDescription driver) : ISensor
{
    private static readonly TimeSpan Stopping = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Executing = TimeSpan.FromMilliseconds(1);

    private bool _isStarted;

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        QualityReason fault = _isStarted ? QualityReason.None : Start();
        if (fault == QualityReason.None) { fault = Measure(values); }
        if (fault == QualityReason.None) { return; }
        RawValue.AllBad(values, fault);
        if (fault != QualityReason.NotReady) { _isStarted = false; }
    }

    public void Dispose() => link.Dispose();

    internal static double DegreesCelsius(ushort raw) => -45.0 + (175.0 * raw / 65535.0);

    internal static double Percent(ushort raw) => 100.0 * raw / 65535.0;

    private QualityReason Start()
    {
        QualityReason fault = link.Write(0x3F, 0x86);
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Stopping);
        fault = link.Write(0x21, 0xB1);
        _isStarted = fault == QualityReason.None;
        return fault;
    }

    private QualityReason Measure(Span<RawValue> values)
    {
        Span<byte> status = stackalloc byte[3];
        QualityReason fault = Ask(0xE4, 0xB8, status);
        if (fault != QualityReason.None) { return fault; }
        bool isReady = (BinaryPrimitives.ReadUInt16BigEndian(status) & 0x07FF) != 0;
        if (!isReady) { return QualityReason.NotReady; }
        Span<byte> answer = stackalloc byte[9];
        fault = Ask(0xEC, 0x05, answer);
        if (fault != QualityReason.None) { return fault; }
        values[0] = RawValue.Within(driver.Quantities[0], BinaryPrimitives.ReadUInt16BigEndian(answer), link.Usable);
        double temperature = DegreesCelsius(BinaryPrimitives.ReadUInt16BigEndian(answer[3..]));
        values[1] = RawValue.Within(driver.Quantities[1], temperature, link.Usable);
        double humidity = Percent(BinaryPrimitives.ReadUInt16BigEndian(answer[6..]));
        values[2] = RawValue.Within(driver.Quantities[2], humidity, link.Usable);
        return QualityReason.None;
    }

    /// <summary>An order, the time it takes, and its answer: words of two bytes, each with its
    /// checksum.</summary>
    private QualityReason Ask(byte high, byte low, Span<byte> answer)
    {
        QualityReason fault = link.Write(high, low);
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Executing);
        fault = link.Read(answer);
        for (int at = 0; at < answer.Length && fault == QualityReason.None; at += 3)
        {
            if (Crc8.Of(answer.Slice(at, 2)) != answer[at + 2]) { fault = QualityReason.ChecksumMismatch; }
        }

        return fault;
    }
}
