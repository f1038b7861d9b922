using System.Buffers.Binary;
using System.Text;

namespace Edge.Device.Systemd;

/// <summary>Reads what <see cref="BusWriter"/> writes. Everything throws <see cref="IOException"/> where the bytes end too early
/// or say what cannot be.</summary>
internal sealed class BusReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public int Position => _at;

    public BusReader Align(int multiple)
    {
        int next = (_at + multiple - 1) / multiple * multiple;
        _ = Take(next - _at);
        return this;
    }

    public byte Byte() => Take(1)[0];

    public uint Word() => BinaryPrimitives.ReadUInt32LittleEndian(Align(4).Take(4));

    public string Text() => TextOf(Word());

    public string Signature() => TextOf(Byte());

    /// <summary>The end of an array that begins here and whose elements begin at such a multiple.</summary>
    public int ArrayEnd(int multiple)
    {
        uint length = Word();
        Align(multiple);
        return length <= (uint)(bytes.Length - _at) ? _at + (int)length : throw Broken();
    }

    private string TextOf(uint length)
    {
        if (length >= (uint)(bytes.Length - _at)) { throw Broken(); }
        string text = Encoding.UTF8.GetString(Take((int)length));
        return Byte() == 0 ? text : throw Broken();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at) { throw Broken(); }
        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }

    private static IOException Broken() => new("systemd sent something that is no message of D-Bus");
}
