using System.Buffers.Binary;
using Edge.Device.Sensors;

namespace Edge.Device.Simulation;

/// <summary>The registers of a BME280.</summary>
/// <remarks>Its trimming parameters are those of the worked example in BST-BMP280-DS001, section 3.12, with typical
/// ones for humidity.</remarks>
internal sealed class Bme280Model : II2cModel
{
    private const int Registers = 256;
    private const byte ResetWord = 0xB6;

    private static readonly short[] TrimmingWords =
        [27504, 26435, -1000, unchecked((short)36477), -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];

    private readonly Func<string, double> _input;
    private readonly byte[] _registers = new byte[Registers];
    private readonly Bme280Compensation _compensation;
    private int _pointer;

    /// <param name="input">The world: temperature, humidity, pressure.</param>
    /// <param name="id">What it says it is; 0x58 is a BMP280.</param>
    public Bme280Model(Func<string, double> input, byte id = 0x60)
    {
        _input = input;
        for (int i = 0; i < TrimmingWords.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(_registers.AsSpan(0x88 + (2 * i)), TrimmingWords[i]);
        }
        _registers[0xA1] = 75;
        // H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30.
        byte[] humidity = [0x6A, 0x01, 0x00, 0x13, 0x29, 0x03, 0x1E];
        humidity.CopyTo(_registers, 0xE1);
        _registers[0xD0] = id;
        _compensation = new(_registers.AsSpan(0x88, Bme280Compensation.FirstBlockLength),
            _registers.AsSpan(0xE1, Bme280Compensation.SecondBlockLength));
        PowerOn();
    }

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) { return true; }
        _pointer = bytes[0];
        for (int i = 0; i + 1 < bytes.Length; i += 2) { Store(bytes[i], bytes[i + 1]); }
        return true;
    }

    public bool Read(Span<byte> bytes)
    {
        foreach (ref byte each in bytes) { each = _registers[_pointer++ % Registers]; }
        return true;
    }

    private void Store(byte register, byte value)
    {
        switch (register)
        {
            case 0xE0 when value == ResetWord:
                PowerOn();
                break;
            case 0xF2 or 0xF5:
                _registers[register] = value;
                break;
            case 0xF4:
                // A forced measurement ends in sleep mode.
                _registers[register] = (value & 3) == 3 ? value : (byte)(value & ~3);
                if ((value & 3) != 0) { Measure(value); }
                break;
            default:
                break;
        }
    }

    /// <summary>Results that say "not measured". Source: BST-BME280-DS002, table 18 (reset states).</summary>
    private void PowerOn()
    {
        byte[] skipped = [0x80, 0, 0, 0x80, 0, 0, 0x80, 0];
        skipped.CopyTo(_registers, 0xF7);
        _registers.AsSpan(0xF2, 4).Clear();
    }

    private void Measure(byte control)
    {
        const int Most = (1 << 20) - 1;
        double Celsius(int raw) => Bme280Compensation.DegreesCelsius(_compensation.FineTemperature(raw));
        int temperature = Inversion.Of(_input("temperature"), 0, Most, Celsius);
        double fine = _compensation.FineTemperature(temperature);
        int pressure = Inversion.Of(_input("pressure"), 0, Most, raw => _compensation.Hectopascals(raw, fine));
        int humidity = Inversion.Of(_input("humidity"), 0, ushort.MaxValue, raw => _compensation.Percent(raw, fine));
        if ((control & 0b0001_1100) != 0) { StoreTwentyBits(0xF7, pressure); }
        if ((control & 0b1110_0000) != 0) { StoreTwentyBits(0xFA, temperature); }
        if ((_registers[0xF2] & 0b111) != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_registers.AsSpan(0xFD), (ushort)humidity);
        }
    }

    private void StoreTwentyBits(int register, int raw)
    {
        _registers[register] = (byte)(raw >> 12);
        _registers[register + 1] = (byte)((raw >> 4) & 0xFF);
        _registers[register + 2] = (byte)((raw & 0x0F) << 4);
    }
}
