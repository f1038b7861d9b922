using System.Buffers.Binary;
using System.Globalization;
using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>TE MS5837-30BA: absolute pressure under water as height of the water above the probe, and its
/// temperature.</summary>
/// <remarks>Oversampling 4096. Resolution 0.1 hPa, that is 1 mm. Source: TE MS5837-30BA data sheet, "Commands", "Conversion
/// sequence"; standard gravity of CGPM 1901.</remarks>
internal sealed class Ms5837(I2cLink link, SensorDeclaration sensor) : ISensor
{
    private const byte Reset = 0x1E;
    private const byte ReadMemory = 0xA0;
    private const byte ConvertPressure = 0x48;
    private const byte ConvertTemperature = 0x58;
    private const byte ReadResult = 0x00;
    private const double StandardGravity = 9.80665;

    private static readonly TimeSpan Reload = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Conversion = TimeSpan.FromMilliseconds(10);

    private readonly double _referenceHectopascals = Number(sensor, "reference-hpa");
    private readonly double _density = Number(sensor, "density");
    private Ms5837Compensation? _compensation;

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, sensor.Driver.Quantities.Length);
        QualityReason fault = Measure(values);
        if (fault == QualityReason.None) { return; }
        _compensation = null;
        RawValue.AllBad(values, fault);
    }

    public void Dispose() => link.Dispose();

    /// <summary>Height of water in mm that weighs as much as the pressure.</summary>
    internal static double Millimetres(double hectopascals, double kilogramsPerCubicMetre) =>
        hectopascals * 100.0 / (kilogramsPerCubicMetre * StandardGravity) * 1000.0;

    private static double Number(SensorDeclaration sensor, string option) =>
        double.Parse(sensor.Options[option], CultureInfo.InvariantCulture);

    private QualityReason Measure(Span<RawValue> values)
    {
        QualityReason fault = _compensation is null ? SetUp() : QualityReason.None;
        if (fault != QualityReason.None) { return fault; }
        fault = Convert(ConvertPressure, out int d1);
        if (fault != QualityReason.None) { return fault; }
        fault = Convert(ConvertTemperature, out int d2);
        if (fault != QualityReason.None) { return fault; }
        (long pressure, long temperature) = _compensation!.Compute(d1, d2);
        double level = Millimetres((pressure / 10.0) - _referenceHectopascals, _density);
        values[0] = RawValue.Within(sensor.Driver.Quantities[0], level, link.Usable);
        values[1] = RawValue.Within(sensor.Driver.Quantities[1], temperature / 100.0, link.Usable);
        return QualityReason.None;
    }

    private QualityReason SetUp()
    {
        QualityReason fault = link.Write(Reset);
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Reload);
        Span<ushort> words = stackalloc ushort[Ms5837Compensation.Words];
        Span<byte> word = stackalloc byte[2];
        for (int i = 0; i < words.Length; i++)
        {
            fault = link.WriteRead([(byte)(ReadMemory + (2 * i))], word);
            if (fault != QualityReason.None) { return fault; }
            words[i] = BinaryPrimitives.ReadUInt16BigEndian(word);
        }
        if (Ms5837Compensation.Checksum(words) != words[0] >> 12) { return QualityReason.ChecksumMismatch; }
        // All zeros have a right checksum too.
        if (words[1] == 0 || words[5] == 0) { return QualityReason.WrongDevice; }
        _compensation = new Ms5837Compensation(words);
        return QualityReason.None;
    }

    private QualityReason Convert(byte command, out int result)
    {
        result = 0;
        QualityReason fault = link.Write(command);
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Conversion);
        Span<byte> answer = stackalloc byte[3];
        fault = link.WriteRead([ReadResult], answer);
        result = (answer[0] << 16) | (answer[1] << 8) | answer[2];
        // The data sheet: zero says that no conversion was finished.
        return fault == QualityReason.None && result == 0 ? QualityReason.NotReady : fault;
    }
}
