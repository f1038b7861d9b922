using System.Runtime.InteropServices;
using System.Text;

namespace Edge.Device.Kernel;

/// <summary>Reads symbolic links with the one call that it takes: the guard follows hundreds of them in a look.</summary>
/// <remarks>Source: readlink(2).</remarks>
internal static partial class KernelLink
{
    private const int Longest = 4096; // PATH_MAX

    /// <summary>Where a link leads, as it is written in it; null where there is none, or none that may be read.</summary>
    public static string? TargetOf(string path)
    {
        Span<byte> target = stackalloc byte[Longest];
        nint length = ReadLink(path, ref MemoryMarshal.GetReference(target), Longest);
        return length is > 0 and < Longest ? Encoding.UTF8.GetString(target[..(int)length]) : null;
    }

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadLink(string path, ref byte target, nuint length);
}
