using System.Runtime.InteropServices;
using Edge.Device.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Hardening;

/// <summary>What the kernel tells of by itself: a device that came or went, a rule of the packet filter that was changed, a
/// file in a watched folder.</summary>
/// <remarks>What is told is not read: it only says that it is worth to look. Where the kernel does not let this process listen,
/// a wait is just that. Source: netlink(7); linux/netlink.h: NETLINK_KOBJECT_UEVENT 15, NETLINK_NETFILTER 12; nfnetlink.h:
/// NFNLGRP_NFTABLES 7; inotify(7).</remarks>
internal sealed partial class KernelNews : IDisposable
{
    private const int FamilyNetlink = 16;
    private const int Raw = 3;
    private const int CloseOnExecNonBlocking = 0x80000 | 0x800;
    private const int KernelEvents = 15;
    private const int NetFilter = 12;
    private const uint UeventGroup = 1;
    private const uint RulesGroup = 1u << (7 - 1);
    private const short Readable = 1;

    // IN_MODIFY, IN_ATTRIB, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF, IN_ONLYDIR.
    private const uint Changes = 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800 | 0x0100_0000;

    /// <summary>One event brings others with it; they are taken together.</summary>
    private const int SettleMilliseconds = 100;

    private readonly SafeFileHandle? _files = OpenFiles();
    private readonly SafeFileHandle?[] _sources;
    private readonly byte[] _buffer = new byte[16 * 1024];

    public KernelNews() => _sources = [Open(KernelEvents, UeventGroup), Open(NetFilter, RulesGroup), _files];

    /// <summary>Watches the files in these folders; one that is missing is not watched. Costs little when asked again.</summary>
    /// <returns>False where nothing can be watched: then only looking tells.</returns>
    public bool Watch(IEnumerable<string> folders)
    {
        if (_files is null) { return false; }
        foreach (string folder in folders) { _ = AddWatch(_files, folder, Changes); }
        return true;
    }

    /// <summary>Waits at most so long. Tells whether devices or rules changed, and whether files did.</summary>
    public (bool IsTold, bool HasFiles) Wait(TimeSpan longest)
    {
        var entries = new PollEntry[_sources.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new() { File = _sources[i] is { } source ? (int)source.DangerousGetHandle() : -1, Wanted = Readable };
        }
        if (Poll(entries, (nuint)entries.Length, (int)longest.TotalMilliseconds) <= 0) { return (false, false); }
        _ = Poll(entries, 0, SettleMilliseconds);
        bool[] told = [.. _sources.Select(source => source is not null && Drain(source))];
        return (told[0] || told[1], told[2]);
    }

    public void Dispose()
    {
        foreach (SafeFileHandle? source in _sources) { source?.Dispose(); }
    }

    private bool Drain(SafeFileHandle source)
    {
        bool isTold = false;
        while (DeviceFile.Read(source, _buffer, TimeSpan.Zero) > 0) { isTold = true; }
        return isTold;
    }

    private static SafeFileHandle? OpenFiles()
    {
        var files = new SafeFileHandle(StartWatching(CloseOnExecNonBlocking), ownsHandle: true);
        if (!files.IsInvalid) { return files; }
        files.Dispose();
        return null;
    }

    private static SafeFileHandle? Open(int protocol, uint groups)
    {
        var socket = new SafeFileHandle(Socket(FamilyNetlink, Raw | CloseOnExecNonBlocking, protocol),
            ownsHandle: true);
        var address = new NetlinkAddress { Family = FamilyNetlink, Groups = groups };
        if (!socket.IsInvalid
            && Bind(socket, ref address, Marshal.SizeOf<NetlinkAddress>()) == 0) { return socket; }
        socket.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Bind(SafeFileHandle socket, ref NetlinkAddress address, int length);

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint StartWatching(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddWatch(SafeFileHandle files, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll([In, Out] PollEntry[] entries, nuint count, int milliseconds);

    // struct sockaddr_nl.
    [StructLayout(LayoutKind.Sequential)]
    private struct NetlinkAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }

    // struct pollfd.
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Wanted;
        public short Happened;
    }
}
