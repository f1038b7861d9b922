using System.Buffers.Binary;
using System.Text;

namespace Edge.Simulator.Guest;

/// <summary>Who holds a line, and for what, as the kernel tells it.</summary>
/// <remarks>Source: linux/gpio.h, struct gpio_v2_line_info and gpio_v2_line_info_changed.</remarks>
internal readonly record struct LineInfo(int Line, bool IsUsed, bool IsOutput, string User)
{
    /// <summary>struct gpio_v2_line_info.</summary>
    public const int Length = 256;

    /// <summary>The same with time and kind of the change.</summary>
    public const int ChangeLength = Length + 32;

    /// <summary>GPIO_V2_GET_LINEINFO_WATCH_IOCTL: _IOWR(0xB4, 6, 256).</summary>
    public const nuint WatchRequest = 0xC100B406;

    public const int OffsetAt = 64;

    private const int NameLength = 32;
    private const int FlagsAt = 72;
    private const ulong Used = 1;
    private const ulong Output = 1 << 3;

    public static LineInfo Read(ReadOnlySpan<byte> info)
    {
        ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(info[FlagsAt..]);
        ReadOnlySpan<byte> user = info.Slice(NameLength, NameLength);
        int end = user.IndexOf((byte)0);
        string name = Encoding.UTF8.GetString(end < 0 ? user : user[..end]);
        // It becomes a word of a line.
        string word = string.Concat(name.Select(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) ? '_' : letter));
        return new(
            BinaryPrimitives.ReadInt32LittleEndian(info[OffsetAt..]), (flags & Used) != 0, (flags & Output) != 0,
            word.Length == 0 ? "?" : word);
    }
}
