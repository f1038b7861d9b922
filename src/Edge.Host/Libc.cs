using System.Runtime.InteropServices;

namespace Edge.Host;

/// <summary>What .NET does not tell about this process.</summary>
internal static partial class Libc
{
    public static uint UserId => GetEffectiveUserId();

    /// <summary>Whether this process may make files in a folder. Source: access(2).</summary>
    public static bool CanWriteInto(string folder) => Access(folder, WriteAndSearch) == 0;

    /// <summary>Whether this process may read and write a file, such as a device node. Source: access(2).</summary>
    public static bool CanReadAndWrite(string file) => Access(file, ReadAndWrite) == 0;

    /// <summary>Becomes another program in this process; returns only when that is not possible, with the reason.</summary>
    /// <param name="path">An executable file.</param>
    /// <param name="arguments">With the name of the program first.</param>
    /// <param name="environment">Each <c>NAME=value</c>. Source: execve(2).</param>
    public static unsafe string Execute(string path, string[] arguments, string[] environment)
    {
        using var texts = new NativeTexts(arguments);
        using var variables = new NativeTexts(environment);
        _ = Exec(path, texts.Pointer, variables.Pointer);
        return Marshal.GetLastPInvokeErrorMessage();
    }

    private const int WriteAndSearch = 3;
    private const int ReadAndWrite = 6;

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Exec(string path, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUserId();
}
