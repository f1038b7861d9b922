using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Kernel;

/// <summary>Names in a folder of the kernel, and nothing asked about each of them: .NET's own way asks twice about every link,
/// and most of what sysfs and /proc list are links.</summary>
/// <remarks>Source: getdents(2): inode 8 bytes, offset 8, length of the entry 2, kind 1, name with its end.</remarks>
internal static partial class KernelFolder
{
    private const int BufferLength = 32 * 1024;
    private const int NameAt = 19;
    private const int LengthAt = 16;

    /// <summary>In the order of the kernel, without the folder itself and the one above; null where there is no such folder. Throws
    /// <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>.</summary>
    public static List<string>? Names(string path)
    {
        using SafeFileHandle? folder = KernelPath.OpenFolder(path);
        if (folder is null) { return null; }
        var names = new List<string>();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (true)
            {
                nint count = GetEntries(folder, ref buffer[0], BufferLength);
                if (count == 0) { return names; }
                if (count < 0) { return KernelPath.IsNothing ? null : throw KernelPath.Trouble(path); }
                Add(buffer.AsSpan(0, (int)count), names);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Add(ReadOnlySpan<byte> entries, List<string> names)
    {
        while (entries.Length > NameAt)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthAt..]);
            ReadOnlySpan<byte> name = entries[NameAt..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) { names.Add(Encoding.UTF8.GetString(name)); }
            entries = entries[length..];
        }
    }

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetEntries(SafeFileHandle folder, ref byte buffer, nuint length);
}
