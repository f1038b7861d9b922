using System.Runtime.InteropServices;
using Edge.Device.Kernel;
using Edge.Device.Systemd;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Hardening;

/// <summary>What it may be worth to look for.</summary>
[Flags]
internal enum News
{
    None = 0,
    /// <summary>Devices, addresses, rules of the packet filter, or rights of a device node.</summary>
    Machine = 1,
    /// <summary>Something in a watched folder.</summary>
    Files = 2,
    /// <summary>Units of systemd.</summary>
    Units = 4,
}

/// <summary>What the kernel and systemd tell of by themselves: a device that came or went, an address of
/// IPv6, a rule of the packet filter that was changed, the rights of a device node, a file in a watched
/// folder, a unit that was started.</summary>
/// <remarks>What is told is not read: it only says that it is worth to look. Where the kernel does not let
/// this process listen, a wait is just that. Source: netlink(7); linux/netlink.h: NETLINK_ROUTE 0,
/// NETLINK_KOBJECT_UEVENT 15, NETLINK_NETFILTER 12; rtnetlink.h: RTMGRP_IPV6_IFADDR; nfnetlink.h:
/// NFNLGRP_NFTABLES 7; inotify(7).</remarks>
internal sealed partial class KernelNews : IDisposable
{
    private const int FamilyNetlink = 16;
    private const int Raw = 3;
    private const int CloseOnExecNonBlocking = 0x80000 | 0x800;
    private const int Routes = 0;
    private const int KernelEvents = 15;
    private const int NetFilter = 12;
    private const uint Ipv6AddressGroup = 0x100;
    private const uint UeventGroup = 1;
    private const uint RulesGroup = 1u << (7 - 1);
    private const short Readable = 1;

    // IN_MODIFY, IN_ATTRIB, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF, IN_ONLYDIR.
    private const uint Changes = 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800 | 0x0100_0000;

    // IN_MOVED_TO, IN_CREATE, IN_ONLYDIR, IN_MASK_ADD: beside what is watched there already.
    private const uint Comings = 0x80 | 0x100 | 0x0100_0000 | 0x2000_0000;

    // IN_ATTRIB, IN_ONLYDIR: whoever writes to a device is no news.
    private const uint Rights = 0x4 | 0x0100_0000;

    /// <summary>One event brings others with it; they are taken together.</summary>
    private const int SettleMilliseconds = 100;

    private readonly SafeFileHandle? _files = OpenFiles();
    private readonly SafeFileHandle? _nodes = OpenFiles();
    private readonly (SafeFileHandle? Source, News Kind)[] _sources;
    private readonly JobSignals? _jobs;
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <param name="nodes">The folder of device nodes.</param>
    /// <param name="jobs">Null: nobody tells of units.</param>
    public KernelNews(string nodes = "/dev", JobSignals? jobs = null)
    {
        _jobs = jobs;
        _sources =
        [
            (Open(KernelEvents, UeventGroup), News.Machine), (Open(NetFilter, RulesGroup), News.Machine), (Open(Routes, Ipv6AddressGroup), News.Machine),
            (_nodes, News.Machine), (_files, News.Files),
        ];
        if (_nodes is not null) { _ = AddWatch(_nodes, nodes, Rights); }
    }

    /// <summary>Watches the files in these folders; one that is missing is not watched. Costs little when
    /// asked again.</summary>
    /// <param name="above">Where only what comes is news.</param>
    /// <returns>False where nothing can be watched: then only looking tells.</returns>
    public bool Watch(IEnumerable<string> folders, IEnumerable<string> above)
    {
        if (_files is null) { return false; }
        foreach (string folder in folders) { _ = AddWatch(_files, folder, Changes); }
        foreach (string folder in above) { _ = AddWatch(_files, folder, Comings); }
        return true;
    }

    /// <summary>Waits at most so long. Tells what may have changed.</summary>
    public News Wait(TimeSpan longest)
    {
        PollEntry[] entries = [.. _sources.Select(each => each.Source is { } source ? (int)source.DangerousGetHandle() : -1)
            .Append(_jobs?.Handle ?? -1).Select(file => new PollEntry { File = file, Wanted = Readable })];
        News news = News.None;
        if (Poll(entries, (nuint)entries.Length, (int)longest.TotalMilliseconds) > 0)
        {
            _ = Poll(entries, 0, SettleMilliseconds);
            foreach ((SafeFileHandle? source, News kind) in _sources)
            {
                if (source is not null && Drain(source)) { news |= kind; }
            }
        }

        // Also where nothing was told: a connection that ended is made again.
        return _jobs is not null && _jobs.Drain() ? news | News.Units : news;
    }

    public void Dispose()
    {
        foreach ((SafeFileHandle? source, _) in _sources) { source?.Dispose(); }
        _jobs?.Dispose();
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
