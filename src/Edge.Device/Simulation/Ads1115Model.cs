using System.Buffers.Binary;

namespace Edge.Device.Simulation;

/// <summary>An ADS1115: pointer, configuration and conversion registers, inputs against ground.</summary>
internal sealed class Ads1115Model(Func<string, double> input) : II2cModel
{
    private static readonly double[] FullScaleVolts = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256];

    // The state after power-on: idle, single shot. Source: TI SBAS444E, table 8-3.
    private ushort _config = 0x8583;
    private short _conversion;
    private int _pointer;

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) { return true; }
        _pointer = bytes[0] & 3;
        if (_pointer == 1 && bytes.Length == 3)
        {
            _config = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]) | 0x8000);
            if ((bytes[1] & 0x80) != 0) { Convert(); }
        }
        return true;
    }

    public bool Read(Span<byte> bytes)
    {
        Span<byte> answer = stackalloc byte[2];
        if (_pointer == 1) { BinaryPrimitives.WriteUInt16BigEndian(answer, _config); }
        else { BinaryPrimitives.WriteInt16BigEndian(answer, _pointer == 0 ? _conversion : (short)0); }
        answer[..Math.Min(bytes.Length, 2)].CopyTo(bytes);
        return true;
    }

    private void Convert()
    {
        int multiplexer = (_config >> 12) & 7;
        double volts = multiplexer < 4 ? 0 : input($"voltage{multiplexer - 4}");
        double counts = Math.Round(volts / FullScaleVolts[(_config >> 9) & 7] * 32768.0);
        _conversion = (short)Math.Clamp(counts, short.MinValue, short.MaxValue);
    }
}
