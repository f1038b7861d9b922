using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Kernel;

/// <summary>What a program at a control group decides. Source: linux/bpf.h, enum bpf_attach_type.</summary>
internal enum GroupHook : uint
{
    /// <summary>Packets that its processes send.</summary>
    Egress = 1,
    /// <summary>Devices that its processes open.</summary>
    Device = 6,
}

/// <summary>Asks the kernel whether something stands at the door of a control group: systemd's lists of
/// addresses and devices are programs there, and nothing where the kernel takes none.</summary>
/// <remarks>Source: bpf(2), BPF_PROG_QUERY; asm/unistd.h.</remarks>
internal static partial class GroupPrograms
{
    private const int ProgQuery = 16;
    private const int Invalid = 22;
    private const int NoCall = 38;

    private static nint Number => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280;

    /// <summary>False where the kernel has no such programs at all; null where that is not known.</summary>
    public static bool? AreKnown(string root)
    {
        (int? count, int error) = Ask(root, GroupHook.Egress);
        return count is not null ? true : error is Invalid or NoCall ? false : null;
    }

    /// <summary>How many programs are attached to this group itself; null where it cannot be asked.</summary>
    public static int? Count(string folder, GroupHook hook) => Ask(folder, hook).Count;

    private static (int? Count, int Error) Ask(string folder, GroupHook hook)
    {
        try
        {
            using SafeFileHandle? group = KernelPath.OpenFolder(folder);
            if (group is null) { return (null, 0); }
            var query = new Query { Group = (int)group.DangerousGetHandle(), Hook = hook };
            return Call(Number, ProgQuery, ref query, Marshal.SizeOf<Query>()) == 0 ? ((int)query.Programs, 0) : (null, Marshal.GetLastPInvokeError());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, int command, ref Query query, int length);

    // union bpf_attr, query: target_fd, attach_type, query_flags, attach_flags, prog_ids, prog_cnt.
    [StructLayout(LayoutKind.Sequential)]
    private struct Query
    {
        public int Group;
        public GroupHook Hook;
        public uint Flags;
        public uint AttachFlags;
        public ulong Numbers;
        public uint Programs;
        public uint Padding;
    }
}
