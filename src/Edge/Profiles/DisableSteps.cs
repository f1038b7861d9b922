using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>The steps that switch an on-board interface off, as a board profile writes them.</summary>
internal static class DisableSteps
{
    private const int MaxLength = 120;

    private const string Expected = "mechanism:argument, such as dtoverlay:disable-wifi";

    /// <summary>Each mechanism and what its argument is.</summary>
    public static (string Name, string Meaning)[] Mechanisms { get; } =
    [
        ("cmdline", "a word of the kernel's command line"),
        ("config", "a line of the firmware's config.txt"),
        ("dtoverlay", "a device-tree overlay that the firmware loads"),
        ("dtparam", "a parameter of the base device tree"),
        ("link-down", "a network interface that is set down and left unmanaged"),
        ("mask", "a systemd unit that is masked"),
        ("module", "a kernel module that may not be loaded"),
        ("rfkill", "a kind of radio that is blocked"),
        ("sysctl", "a kernel setting and its value"),
        ("sysfs", "a file below /sys and its value"),
    ];

    public static Shape<string> Shape { get; } = new(Expected, TryRead, WriteSchema);

    private static bool TryRead(YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string value)
    {
        if (!Shapes.Text(MaxLength).TryRead(node, errors, out value)) { return false; }
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        string mechanism = colon < 0 ? value : value[..colon];
        if (!Mechanisms.Any(known => known.Name == mechanism))
        {
            string names = string.Join(", ", Mechanisms.Select(known => known.Name));
            errors.AddUnknown(node.At, "unknown mechanism", mechanism, Mechanisms.Select(known => known.Name),
                $"{Expected}; mechanisms: {names}");
            return false;
        }
        if (colon >= 0 && colon < value.Length - 1) { return true; }
        errors.Add(node.At, "step without an argument", value, Expected);
        return false;
    }

    private static void WriteSchema(Utf8JsonWriter writer)
    {
        writer.WriteString("type"u8, "string"u8);
        writer.WriteNumber("maxLength"u8, MaxLength);
        writer.WriteString("pattern"u8, $"^({string.Join('|', Mechanisms.Select(known => known.Name))}):.");
    }
}
