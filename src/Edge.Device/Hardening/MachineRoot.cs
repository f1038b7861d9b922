using System.Text;
using Edge.Device.Kernel;

namespace Edge.Device.Hardening;

/// <summary>The files by which a kernel and a Debian show and take what they are, below a folder in place of
/// <c>/</c> for tests.</summary>
internal sealed class MachineRoot(string root)
{
    private const int MaxLength = 4 * 1024 * 1024;

    private readonly KernelFile _file = new();

    public bool IsReal => root == "/";

    public string PathOf(string path) => IsReal ? path : Path.Combine(root, path.TrimStart('/'));

    /// <summary>The text without white space at its end, or null where there is no such file or it cannot be
    /// read.</summary>
    public string? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The same; null only where there is no such file. Throws <see cref="IOException"/>, <see
    /// cref="UnauthorizedAccessException"/>.</summary>
    public string? Read(string path)
    {
        lock (_file)
        {
            return _file.TryRead(PathOf(path), MaxLength, out ReadOnlySpan<byte> text) ? Encoding.UTF8.GetString(text).TrimEnd() : null;
        }
    }

    /// <summary>Writes into a file that is there, in one write and without changing its length first: files
    /// of the kernel.</summary>
    public void WriteInto(string path, string text)
    {
        using var stream = new FileStream(PathOf(path), FileMode.Open, FileAccess.Write, FileShare.ReadWrite,
            bufferSize: 0);
        stream.Write(Encoding.UTF8.GetBytes(text));
        if (!IsReal) { stream.SetLength(stream.Position); }
    }

    public string[] Lines(string path) => TryRead(path)?.Split('\n',
        StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Names in a folder, in order; none where it does not exist.</summary>
    public IEnumerable<string> Names(string folder)
    {
        List<string> names = KernelFolder.Names(PathOf(folder)) ?? [];
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    public bool Exists(string path) => Path.Exists(PathOf(path));

    /// <summary>Where a link in sysfs leads, as a path below /sys such as <c>/devices/...</c>; null where
    /// there is none.</summary>
    public string? DeviceOf(string path)
    {
        string link = PathOf(path);
        // The kernel's links are relative and lead to the device itself, without a link on the way.
        string? target = KernelLink.TargetOf(link);
        string full = target is null ? link : Path.GetFullPath(target, Path.GetDirectoryName(link)!);
        string sys = PathOf("/sys");
        return full.StartsWith(sys, StringComparison.Ordinal) && (target is not null || Directory.Exists(full)) ? full[sys.Length..]
            : null;
    }

    /// <summary>The last part of what a link in sysfs leads to, such as a driver's name; null where there is
    /// none.</summary>
    public string? LinkName(string path) => KernelLink.TargetOf(PathOf(path)) is { } target ? Path.GetFileName(target) : null;
}
