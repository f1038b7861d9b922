using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Edge.Updates.Boot;

/// <summary>One copy of a redundant environment of U-Boot: CRC-32, a flag that counts, and
/// variables.</summary>
/// <remarks>What others keep in it stays as it is. Source: U-Boot, include/env_internal.h (layout),
/// env/common.c (which copy counts).
/// </remarks>
/// <param name="Flag">One more with each writing, from 255 to 0: of two good copies the newer counts.</param>
public sealed record UbootEnvironment(byte Flag, ImmutableArray<KeyValuePair<string, string>> Variables)
{
    public const int MinBytes = 512;
    public const int MaxBytes = 1 << 20;
    public const int MaxVariables = 4_096;

    private const int HeaderBytes = 5;

    // CRC-32 of IEEE 802.3, as zlib has it.
    private const uint Polynomial = 0xEDB8_8320;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(TableEntry)];

    /// <summary>The value of a variable; null: it is not set.</summary>
    public string? this[string name] => Variables.Where(variable => variable.Key == name).Select(variable => variable.Value).FirstOrDefault();

    /// <summary>With a variable in its place, or at the end; an empty value takes it away, as in
    /// U-Boot.</summary>
    public UbootEnvironment With(string name, string value)
    {
        if (!IsText(name) || name.Contains('=', StringComparison.Ordinal) || name.Length == 0 || (value.Length > 0 && !IsText(value)))
        {
            throw new ArgumentException("Neither a name nor a value.", nameof(name));
        }
        int at = Enumerable.Range(0, Variables.Length).FirstOrDefault(i => Variables[i].Key == name, -1);
        if (value.Length == 0) { return at < 0 ? this : this with { Variables = Variables.RemoveAt(at) }; }
        var variable = new KeyValuePair<string, string>(name, value);
        return this with { Variables = at < 0 ? Variables.Add(variable) : Variables.SetItem(at, variable) };
    }

    /// <param name="size">Of the copy in bytes.</param>
    /// <returns>Null: it does not fit.</returns>
    public byte[]? TryWrite(int size)
    {
        var bytes = new byte[size];
        bytes[4] = Flag;
        int at = HeaderBytes;
        foreach ((string name, string value) in Variables)
        {
            string line = $"{name}={value}";
            if (at + line.Length + 2 > size) { return null; }
            at += Encoding.Latin1.GetBytes(line, bytes.AsSpan(at)) + 1;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc(bytes.AsSpan(HeaderBytes)));
        return bytes;
    }

    public static Result<UbootEnvironment, UpdateReason> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < MinBytes or > MaxBytes)
        {
            return Refuse($"{bytes.Length} bytes, allowed are {MinBytes} to {MaxBytes}");
        }
        ReadOnlySpan<byte> data = bytes[HeaderBytes..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc(data))
        {
            return Refuse("its checksum is wrong");
        }
        var variables = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (!data.IsEmpty && data[0] != 0)
        {
            int end = data.IndexOf((byte)0);
            if (end < 0) { return Refuse("its last variable has no end"); }
            string line = Encoding.Latin1.GetString(data[..end]);
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) { return Refuse("a variable without a name or a value"); }
            if (variables.Count == MaxVariables) { return Refuse($"more than {MaxVariables} variables"); }
            variables.Add(new(line[..equals], line[(equals + 1)..]));
            data = data[(end + 1)..];
        }
        return new UbootEnvironment(bytes[4], variables.ToImmutable());
    }

    /// <summary>True when the second of two good copies is the newer one.</summary>
    public static bool IsSecondNewer(byte first, byte second) => (first, second) switch
    {
        (255, 0) => true,
        (0, 255) => false,
        _ => second > first,
    };

    private static bool IsText(string text) => text.All(c => c is > '\0' and <= '\u00FF');

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte next in bytes) { crc = (crc >> 8) ^ Table[(crc ^ next) & 0xFF]; }
        return ~crc;
    }

    private static uint TableEntry(int index)
    {
        uint entry = (uint)index;
        for (int bit = 0; bit < 8; bit++) { entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial; }
        return entry;
    }

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.SelectorDamaged, $"environment of U-Boot: {detail}");
}
