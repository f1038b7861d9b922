using System.Buffers.Binary;
using Edge.Device.Sensors;

namespace Edge.Device.Simulation;

/// <summary>An SHT3x that knows the single shot of high repeatability; other orders are not
/// acknowledged.</summary>
internal sealed class Sht3xModel(Func<string, double> input) : II2cModel
{
    private readonly byte[] _answer = new byte[6];
    private bool _hasMeasured;

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.SequenceEqual((ReadOnlySpan<byte>)[0x24, 0x00])) { return false; }
        Store(0, Inversion.Of(input("temperature"), 0, ushort.MaxValue, raw => Sht3x.DegreesCelsius((ushort)raw)));
        Store(3, Inversion.Of(input("humidity"), 0, ushort.MaxValue, raw => Sht3x.Percent((ushort)raw)));
        return _hasMeasured = true;
    }

    public bool Read(Span<byte> bytes)
    {
        if (!_hasMeasured || bytes.Length > _answer.Length) { return false; }
        _answer.AsSpan(0, bytes.Length).CopyTo(bytes);
        _hasMeasured = false;
        return true;
    }

    private void Store(int at, int raw)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_answer.AsSpan(at), (ushort)raw);
        _answer[at + 2] = Crc8.Of(_answer.AsSpan(at, 2));
    }
}
