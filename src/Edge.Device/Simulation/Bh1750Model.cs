using System.Buffers.Binary;

namespace Edge.Device.Simulation;

/// <summary>A BH1750: operation codes, measurement time, continuous modes. Switched off it answers
/// zero.</summary>
internal sealed class Bh1750Model(Func<string, double> input) : II2cModel
{
    private const double CountsPerLux = 1.2;
    private const double UsualTime = 69;

    private int _time = 69;
    private int _mode;

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        foreach (byte code in bytes)
        {
            switch (code)
            {
                case 0x00:
                    _mode = 0;
                    break;
                case 0x10 or 0x11:
                    _mode = code;
                    break;
                case >= 0x40 and <= 0x47:
                    _time = (_time & 0x1F) | ((code & 0x07) << 5);
                    break;
                case >= 0x60 and <= 0x7F:
                    _time = (_time & 0xE0) | (code & 0x1F);
                    break;
                default:
                    break;
            }
        }
        return true;
    }

    public bool Read(Span<byte> bytes)
    {
        double counts = input("illuminance") * CountsPerLux * _time / UsualTime * (_mode == 0x11 ? 2 : 1);
        ushort shown = _mode == 0 ? (ushort)0 : (ushort)Math.Clamp(Math.Round(counts), 0, ushort.MaxValue);
        Span<byte> answer = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(answer, shown);
        answer[..Math.Min(bytes.Length, 2)].CopyTo(bytes);
        return true;
    }
}
