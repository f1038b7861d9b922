using System.Globalization;
using System.Text;

namespace Edge.Platform.Updates;

/// <summary>Who this machine is, for the fetcher, who may not look into the state folder of the
/// gateway.</summary>
/// <remarks>Written by the slot writer as the gateway says it; a gateway that lies changes its own turn and
/// nobody else's. Throws <see cref="IOException"/>.</remarks>
public static class KnownDevice
{
    private const int Digits = 2 * DeviceId.Length;

    /// <summary>Null: nobody has said it yet.</summary>
    public static DeviceId? Read(IUpdateDisk disk, UpdateFolders folders) =>
        disk.ReadAll(FileOf(folders), Digits + 1) is byte[] bytes
            ? Parse(Encoding.ASCII.GetString(bytes).Trim())
            : null;

    /// <param name="said">32 hexadecimal digits; anything else is passed over.</param>
    public static void Note(IUpdateDisk disk, UpdateFolders folders, string? said)
    {
        if (said is null || Parse(said) is not DeviceId device || Read(disk, folders) == device) { return; }
        disk.Replace(FileOf(folders), Encoding.ASCII.GetBytes($"{device}\n"));
    }

    private static string FileOf(UpdateFolders folders) => Path.Combine(folders.Slots, "device");

    private static DeviceId? Parse(string text) =>
        text.Length == Digits && text.All(char.IsAsciiHexDigitLower)
            ? new DeviceId(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : null;
}
