using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>Bosch BME280: temperature, humidity, pressure; one forced measurement for each reading.</summary>
/// <remarks>Oversampling 1 for all three, no filter: "weather monitoring". Source: BST-BME280-DS002, 3.5.1,
/// 5.4, 9.1.</remarks>
internal sealed class Bme280(I2cLink link, DriverDescription driver) : ISensor
{
    private const byte Id = 0x60;
    private const byte IdRegister = 0xD0;
    private const byte FirstBlock = 0x88;
    private const byte SecondBlock = 0xE1;
    private const byte HumidityControl = 0xF2;
    private const byte Status = 0xF3;
    private const byte MeasureControl = 0xF4;
    private const byte Data = 0xF7;
    private const byte OversampleHumidityOnce = 0x01;
    private const byte ForceWithOversamplingOnce = (1 << 5) | (1 << 2) | 1;
    private const byte MeasuringOrCopying = 0b1001;
    private const int SkippedTemperature = 0x80000;

    /// <summary>Section 9.1: 1.25 + 2.3 + (2.3 + 0.575) + (2.3 + 0.575) ms at most.</summary>
    private static readonly TimeSpan Conversion = TimeSpan.FromMilliseconds(10);

    private Bme280Compensation? _compensation;

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, driver.Quantities.Length);
        QualityReason fault = Measure(values);
        if (fault == QualityReason.None) { return; }
        _compensation = null;
        RawValue.AllBad(values, fault);
    }

    public void Dispose() => link.Dispose();

    private QualityReason Measure(Span<RawValue> values)
    {
        QualityReason fault = _compensation is null ? SetUp() : QualityReason.None;
        if (fault != QualityReason.None) { return fault; }
        fault = link.Write(HumidityControl, OversampleHumidityOnce, MeasureControl, ForceWithOversamplingOnce);
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Conversion);
        Span<byte> status = stackalloc byte[1];
        Span<byte> data = stackalloc byte[8];
        fault = link.WriteRead([Status], status);
        if (fault != QualityReason.None) { return fault; }
        if ((status[0] & MeasuringOrCopying) != 0) { return QualityReason.NotReady; }
        fault = link.WriteRead([Data], data);
        return fault != QualityReason.None ? fault : Convert(data, values);
    }

    private QualityReason SetUp()
    {
        Span<byte> id = stackalloc byte[1];
        QualityReason fault = link.WriteRead([IdRegister], id);
        if (fault != QualityReason.None) { return fault; }
        if (id[0] != Id) { return QualityReason.WrongDevice; }
        Span<byte> first = stackalloc byte[Bme280Compensation.FirstBlockLength];
        Span<byte> second = stackalloc byte[Bme280Compensation.SecondBlockLength];
        fault = link.WriteRead([FirstBlock], first);
        if (fault == QualityReason.None) { fault = link.WriteRead([SecondBlock], second); }
        if (fault != QualityReason.None) { return fault; }
        var compensation = new Bme280Compensation(first, second);
        if (!compensation.IsPlausible) { return QualityReason.NotReady; }
        _compensation = compensation;
        return QualityReason.None;
    }

    private QualityReason Convert(ReadOnlySpan<byte> data, Span<RawValue> values)
    {
        int pressure = TwentyBits(data);
        int temperature = TwentyBits(data[3..]);
        int humidity = (data[6] << 8) | data[7];
        if (temperature == SkippedTemperature) { return QualityReason.NotReady; }
        double fine = _compensation!.FineTemperature(temperature);
        values[0] = RawValue.Within(driver.Quantities[0], Bme280Compensation.DegreesCelsius(fine), link.Usable);
        values[1] = RawValue.Within(driver.Quantities[1], _compensation.Percent(humidity, fine), link.Usable);
        values[2] = RawValue.Within(driver.Quantities[2], _compensation.Hectopascals(pressure, fine), link.Usable);
        return QualityReason.None;
    }

    private static int TwentyBits(ReadOnlySpan<byte> bytes) => (bytes[0] << 12) | (bytes[1] << 4) | (bytes[2] >> 4);
}
