using System.Runtime.InteropServices;

namespace Edge.Host;

/// <summary>What .NET does not tell about this process.</summary>
internal static partial class Libc
{
    public static uint UserId => GetEffectiveUserId();

    /// <summary>Whether this process may make files in a folder. Source: access(2).</summary>
    public static bool CanWriteInto(string folder) => Access(folder, WriteAndSearch) == 0;

    private const int WriteAndSearch = 3;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
