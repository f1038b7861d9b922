using System.Buffers.Binary;

namespace Edge.Device.Sensors;

/// <summary>The trimming parameters of one BME280 and the arithmetic that turns its raw words into
/// quantities. Pure.</summary>
/// <remarks>Source: BST-BME280-DS002, table 16 (registers), section 8.1 (floating-point formulas).</remarks>
internal sealed class Bme280Compensation
{
    /// <summary>Registers 0x88 to 0xA1.</summary>
    public const int FirstBlockLength = 26;

    /// <summary>Registers 0xE1 to 0xE7.</summary>
    public const int SecondBlockLength = 7;

    private readonly ushort _t1;
    private readonly short _t2;
    private readonly short _t3;
    private readonly ushort _p1;
    private readonly short[] _p2To9 = new short[8];
    private readonly byte _h1;
    private readonly short _h2;
    private readonly byte _h3;
    private readonly int _h4;
    private readonly int _h5;
    private readonly sbyte _h6;

    public Bme280Compensation(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        _t1 = BinaryPrimitives.ReadUInt16LittleEndian(first);
        _t2 = BinaryPrimitives.ReadInt16LittleEndian(first[2..]);
        _t3 = BinaryPrimitives.ReadInt16LittleEndian(first[4..]);
        _p1 = BinaryPrimitives.ReadUInt16LittleEndian(first[6..]);
        for (int i = 0; i < _p2To9.Length; i++)
        {
            _p2To9[i] = BinaryPrimitives.ReadInt16LittleEndian(first[(8 + (2 * i))..]);
        }
        _h1 = first[25];
        _h2 = BinaryPrimitives.ReadInt16LittleEndian(second);
        _h3 = second[2];
        // H4 and H5 are signed numbers of twelve bits that share the byte at 0xE5.
        _h4 = (unchecked((sbyte)second[3]) * 16) | (second[4] & 0x0F);
        _h5 = (unchecked((sbyte)second[5]) * 16) | (second[4] >> 4);
        _h6 = unchecked((sbyte)second[6]);
    }

    /// <summary>False for a block of zeros or ones: the device has not loaded its parameters.</summary>
    public bool IsPlausible => _t1 is not (0 or ushort.MaxValue) && _p1 is not (0 or ushort.MaxValue);

    /// <summary>The temperature in the scale that the other formulas need: degrees Celsius times
    /// 5120.</summary>
    public double FineTemperature(int raw)
    {
        double coarse = ((raw / 16384.0) - (_t1 / 1024.0)) * _t2;
        double square = (raw / 131072.0) - (_t1 / 8192.0);
        return coarse + (square * square * _t3);
    }

    public static double DegreesCelsius(double fine) => fine / 5120.0;

    /// <summary>Pressure in hPa, or NaN where the parameters allow none.</summary>
    public double Hectopascals(int raw, double fine)
    {
        double t = (fine / 2.0) - 64000.0;
        double offset = (t * t * P(6) / 32768.0) + (t * P(5) * 2.0);
        offset = (offset / 4.0) + (P(4) * 65536.0);
        double slope = ((P(3) * t * t / 524288.0) + (P(2) * t)) / 524288.0;
        slope = (1.0 + (slope / 32768.0)) * _p1;
        if (slope == 0) { return double.NaN; }
        double pascals = (1048576.0 - raw - (offset / 4096.0)) * 6250.0 / slope;
        double second = (P(9) * pascals * pascals / 2147483648.0) + (pascals * P(8) / 32768.0);
        return (pascals + ((second + P(7)) / 16.0)) / 100.0;
    }

    /// <summary>Relative humidity in percent, limited to 0 to 100.</summary>
    public double Percent(int raw, double fine)
    {
        double t = fine - 76800.0;
        double zero = (_h4 * 64.0) + (_h5 / 16384.0 * t);
        double slope = _h2 / 65536.0 * (1.0 + (_h6 / 67108864.0 * t * (1.0 + (_h3 / 67108864.0 * t))));
        double humidity = (raw - zero) * slope;
        return Math.Clamp(humidity * (1.0 - (_h1 * humidity / 524288.0)), 0, 100);
    }

    private double P(int number) => _p2To9[number - 2];
}
