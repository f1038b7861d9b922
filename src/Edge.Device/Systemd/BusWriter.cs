using System.Buffers.Binary;
using System.Text;

namespace Edge.Device.Systemd;

/// <summary>Values as D-Bus writes them: little-endian words at multiples of four, texts with their length and a zero.</summary>
/// <remarks>Source: D-Bus Specification, "Marshaling (Wire Format)".</remarks>
internal sealed class BusWriter
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public BusWriter Align(int multiple)
    {
        while (_bytes.Count % multiple != 0) { _bytes.Add(0); }
        return this;
    }

    public BusWriter Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public BusWriter Bytes(ReadOnlySpan<byte> values)
    {
        _bytes.AddRange(values);
        return this;
    }

    public BusWriter Word(uint value)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        return Align(4).Bytes(word);
    }

    public BusWriter Flag(bool value) => Word(value ? 1u : 0u);

    public BusWriter Text(string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        return Word((uint)text.Length).Bytes(text).Byte(0);
    }

    public BusWriter Signature(string value) => Byte((byte)value.Length).Bytes(Encoding.ASCII.GetBytes(value)).Byte(0);

    /// <summary>An array of texts.</summary>
    public BusWriter Texts(IEnumerable<string> values)
    {
        int at = Word(0).Length - 4;
        foreach (string value in values) { Text(value); }
        return Patch(at, (uint)(Length - at - 4));
    }

    /// <summary>Puts a word where there is one already.</summary>
    public BusWriter Patch(int at, uint value)
    {
        for (int i = 0; i < 4; i++) { _bytes[at + i] = (byte)((value >> (8 * i)) & 0xFF); }
        return this;
    }
}
