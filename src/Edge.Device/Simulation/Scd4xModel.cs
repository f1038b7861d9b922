using System.Buffers.Binary;
using Edge.Device.Sensors;

namespace Edge.Device.Simulation;

/// <summary>An SCD4x that knows the periodic measurement; while it runs, it takes no other orders. A result
/// is always ready.</summary>
internal sealed class Scd4xModel(Func<string, double> input) : II2cModel
{
    private readonly byte[] _answer = new byte[9];
    private int _length;
    private bool _isMeasuring;

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        _length = 0;
        switch (bytes)
        {
            case [0x3F, 0x86]:
                _isMeasuring = false;
                return true;
            case [0x21, 0xB1] when !_isMeasuring:
                return _isMeasuring = true;
            case [0xE4, 0xB8]:
                Store(0, _isMeasuring ? 0x8006 : 0x8000);
                _length = 3;
                return true;
            case [0xEC, 0x05] when _isMeasuring:
                Store(0, (int)Math.Clamp(Math.Round(input("co2")), 0, ushort.MaxValue));
                Store(3, Inversion.Of(input("temperature"), 0, ushort.MaxValue, raw => Scd4x.DegreesCelsius((ushort)raw)));
                Store(6, Inversion.Of(input("humidity"), 0, ushort.MaxValue, raw => Scd4x.Percent((ushort)raw)));
                _length = 9;
                return true;
            default:
                return false;
        }
    }

    public bool Read(Span<byte> bytes)
    {
        if (bytes.Length > _length) { return false; }
        _answer.AsSpan(0, bytes.Length).CopyTo(bytes);
        return true;
    }

    private void Store(int at, int raw)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_answer.AsSpan(at), (ushort)raw);
        _answer[at + 2] = Crc8.Of(_answer.AsSpan(at, 2));
    }
}
