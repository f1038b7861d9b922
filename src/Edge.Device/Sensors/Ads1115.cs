using System.Buffers.Binary;
using System.Globalization;
using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensors;

/// <summary>Texas Instruments ADS1115: four voltages against ground, one single-shot conversion
/// each.</summary>
/// <remarks>An input at the end of the scale is out of range, not a value. Source: TI SBAS444E, 8.1.2,
/// 8.1.3.</remarks>
internal sealed class Ads1115(I2cLink link, SensorDeclaration sensor) : ISensor
{
    private const byte ConversionRegister = 0;
    private const byte ConfigRegister = 1;
    private const int Start = 1 << 15;
    private const int FirstInputAgainstGround = 0b100 << 12;
    private const int SingleShot = 1 << 8;
    private const int SamplesPerSecond250 = 0b101 << 5;
    private const int ComparatorOff = 0b11;

    /// <summary>250 samples per second less the 10 % that the oscillator may be slow.</summary>
    private static readonly TimeSpan Conversion = TimeSpan.FromMilliseconds(5);

    private static readonly string[] Gains = ["6.144", "4.096", "2.048", "1.024", "0.512", "0.256"];

    private readonly int _gain = Array.IndexOf(Gains, sensor.Options["gain"]);
    private readonly double _fullScaleVolts = double.Parse(sensor.Options["gain"], CultureInfo.InvariantCulture);

    public void Read(Span<RawValue> values)
    {
        RawValue.CheckLength(values, sensor.Driver.Quantities.Length);
        for (int input = 0; input < values.Length; input++)
        {
            QualityReason fault = Convert(input, out short counts);
            if (fault != QualityReason.None)
            {
                RawValue.AllBad(values, fault);
                return;
            }
            values[input] = counts is short.MinValue or short.MaxValue
                ? RawValue.Bad(QualityReason.OutOfRange)
                : RawValue.Of(Volts(counts, _fullScaleVolts), link.Usable);
        }
    }

    public void Dispose() => link.Dispose();

    internal static double Volts(short counts, double fullScale) => counts * fullScale / 32768.0;

    private QualityReason Convert(int input, out short counts)
    {
        counts = 0;
        int config = Start | FirstInputAgainstGround | (input << 12) | (_gain << 9) | SingleShot | SamplesPerSecond250
            | ComparatorOff;
        QualityReason fault = link.Write(ConfigRegister, (byte)(config >> 8), (byte)(config & 0xFF));
        if (fault != QualityReason.None) { return fault; }
        link.Wait(Conversion);
        Span<byte> answer = stackalloc byte[2];
        fault = link.WriteRead([ConfigRegister], answer);
        if (fault != QualityReason.None) { return fault; }
        int read = BinaryPrimitives.ReadUInt16BigEndian(answer);
        if ((read & Start) == 0) { return QualityReason.NotReady; }
        // Every other bit reads back as written; a device of another kind answers something else.
        if (read != config) { return QualityReason.WrongDevice; }
        fault = link.WriteRead([ConversionRegister], answer);
        counts = BinaryPrimitives.ReadInt16BigEndian(answer);
        return fault;
    }
}
