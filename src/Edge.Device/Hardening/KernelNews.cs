using System.Runtime.InteropServices;
using Edge.Device.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Hardening;

/// <summary>What the kernel tells of by itself: a device that came or went, a rule of the packet filter that
/// was changed.</summary>
/// <remarks>What is told is not read: it only says that it is worth to look. Where the kernel does not let
/// this process listen, a wait
/// is just that. Source: netlink(7); linux/netlink.h: NETLINK_KOBJECT_UEVENT 15, NETLINK_NETFILTER 12;
/// nfnetlink.h: NFNLGRP_NFTABLES 7.</remarks>
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

    /// <summary>One event brings others with it; they are taken together.</summary>
    private const int SettleMilliseconds = 100;

    private readonly SafeFileHandle?[] _sockets = [Open(KernelEvents, UeventGroup),
        Open(NetFilter, RulesGroup)];
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Waits at most so long. True when something was told.</summary>
    public bool Wait(TimeSpan longest)
    {
        var entries = new PollEntry[_sockets.Length];
        for (int i = 0; i < entries.Length; i++) { entries[i] = new() { File = _sockets[i] is { } socket
            ? (int)socket.DangerousGetHandle() : -1, Wanted = Readable }; }
        if (Poll(entries, (nuint)entries.Length, (int)longest.TotalMilliseconds) <= 0) { return false; }
        _ = Poll(entries, 0, SettleMilliseconds);
        foreach (SafeFileHandle? socket in _sockets) { if (socket is not null) { Drain(socket); } }
        return true;
    }

    public void Dispose()
    {
        foreach (SafeFileHandle? socket in _sockets) { socket?.Dispose(); }
    }

    private void Drain(SafeFileHandle socket)
    {
        while (DeviceFile.Read(socket, _buffer, TimeSpan.Zero) > 0) { }
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
