using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Edge.Device.Pins;

/// <summary>Finds a GPIO chip by its label: its number changes between kernels and with what is plugged
/// in.</summary>
internal static partial class GpioChips
{
    private const string NodeStart = "/dev/gpiochip";
    private const int NameLength = 32;

    // struct gpiochip_info: name[32], label[32], lines. Source: linux/gpio.h, GPIO_GET_CHIPINFO_IOCTL = _IOR(0xB4, 1, 68).
    private const int InfoLength = (2 * NameLength) + sizeof(uint);
    private const nuint GetChipInfo = 0x8044B401;

    /// <summary>The number in /dev/gpiochipN.</summary>
    /// <exception cref="FileNotFoundException">No chip has the label; the message says which there are.</exception>
    public static int NumberOf(string label)
    {
        var chips = new SortedDictionary<int, string>();
        foreach (string node in Directory.EnumerateFiles("/dev", "gpiochip*"))
        {
            if (int.TryParse(node.AsSpan(NodeStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                chips[number] = LabelOf(node);
            }
        }
        return Find(chips, label);
    }

    /// <summary>The device file, such as /dev/gpiochip0.</summary>
    /// <exception cref="FileNotFoundException">No chip has the label.</exception>
    public static string NodeOf(string label) => NodeStart + NumberOf(label).ToString(CultureInfo.InvariantCulture);

    /// <summary>The lowest number with the label: a Pi 5 shows its header's chip under two numbers on some
    /// kernels.</summary>
    internal static int Find(SortedDictionary<int, string> chips, string label)
    {
        foreach ((int number, string each) in chips)
        {
            if (each == label) { return number; }
        }
        string there = chips.Count == 0 ? "there is none" : "there are " + string.Join(", ", chips.Values);
        throw new FileNotFoundException($"No GPIO chip is labelled {label}; {there}. Is this the board that the site file names?");
    }

    /// <summary>The label of one chip, or null where it cannot be asked.</summary>
    public static string? TryLabelOf(string node)
    {
        try
        {
            return File.Exists(node) ? LabelOf(node) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string LabelOf(string node)
    {
        Span<byte> info = stackalloc byte[InfoLength];
        info.Clear();
        try
        {
            using var handle = File.OpenHandle(node, FileMode.Open, FileAccess.ReadWrite);
            return Ioctl(handle, GetChipInfo, ref MemoryMarshal.GetReference(info)) == 0
                ? LabelIn(info)
                : $"{node} (no answer)";
        }
        catch (UnauthorizedAccessException)
        {
            return $"{node} (not permitted)";
        }
    }

    internal static string LabelIn(ReadOnlySpan<byte> info)
    {
        ReadOnlySpan<byte> label = info.Slice(NameLength, NameLength);
        int end = label.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? label : label[..end]);
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(SafeHandle file, nuint request, ref byte argument);
}
