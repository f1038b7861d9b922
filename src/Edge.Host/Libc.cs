using System.Runtime.InteropServices;

namespace Edge.Host;

/// <summary>What .NET does not tell about this process.</summary>
internal static partial class Libc
{
    public static uint UserId => GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
