using System.Globalization;
using System.Text;
using Edge.Platform.Files;

namespace Edge.Device.Hardening;

/// <summary>Who this gateway is, as the guard saw it when it first signed: in folders of root's, as the identity
/// key itself lies in one of the gateway's user, who may take it away or lay down that of another device.</summary>
/// <remarks>File <c>device</c>: the id in hexadecimal.</remarks>
/// <param name="folders">The first that has one counts: one that two root file systems have in common, then one that is there although
/// the data partition is not.</param>
public sealed class SeenDevice(params IReadOnlyList<string> folders)
{
    private const string Name = "device";

    /// <summary>Null: none was seen yet, or none can be read.</summary>
    public DeviceId? Read() => folders.Select(Read).FirstOrDefault(known => known is not null);

    /// <summary>Remembers a device where none is known; one that is known stays.</summary>
    /// <returns>Why what was seen does not count, in words with what to do; null: it does.</returns>
    public string? Note(DeviceId seen)
    {
        DeviceId known = Read() ?? seen;
        foreach (string folder in folders.Where(folder => Read(folder) != known)) { Write(folder, known); }
        if (known == seen) { return null; }
        string files = string.Join(' ', folders.Select(PathIn));
        return $"The identity key is that of device {seen}, and this gateway was {known}: a technician's token has to name that one. Where the "
            + $"key was changed on purpose: rm {files}; systemctl restart edge-guard";
    }

    private static string PathIn(string folder) => Path.Combine(folder, Name);

    private static DeviceId? Read(string folder)
    {
        try
        {
            string path = PathIn(folder);
            if (!File.Exists(path) || new FileInfo(path).Length > 2 * DeviceId.Length) { return null; }
            return UInt128.TryParse(File.ReadAllText(path), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out UInt128 value) ? new DeviceId(value) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(string folder, DeviceId device)
    {
        try
        {
            Directory.CreateDirectory(folder, DurableFile.OwnersFolder);
            DurableFile.Replace(PathIn(folder), Encoding.ASCII.GetBytes($"{device}"), DurableFile.OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The other folder has it, or the next start tries again.
        }
    }
}
