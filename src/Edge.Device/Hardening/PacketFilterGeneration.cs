using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Edge.Device.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Hardening;

/// <summary>The number by which the kernel counts changes of its packet filter: while it is the same, the rules are the same.</summary>
/// <remarks>Source: netlink(7); linux/netfilter/nf_tables.h: NFT_MSG_NEWGEN 15, NFT_MSG_GETGEN 16, NFTA_GEN_ID 1;
/// nfnetlink.h: NFNL_SUBSYS_NFTABLES 10.</remarks>
internal static partial class PacketFilterGeneration
{
    private const int FamilyNetlink = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int NetFilter = 12;
    private const ushort Request = 1;
    private const ushort Tables = 10 << 8;
    private const ushort NewGeneration = Tables | 15;
    private const ushort GetGeneration = Tables | 16;
    private const ushort Number = 1;

    private const int Header = 16;
    private const int Attributes = Header + 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Null where the kernel does not tell this process.</summary>
    public static uint? Now()
    {
        using var socket = new SafeFileHandle(Socket(FamilyNetlink, RawCloseOnExec, NetFilter), ownsHandle: true);
        if (socket.IsInvalid) { return null; }
        Span<byte> question = stackalloc byte[Attributes];
        question.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(question, Attributes);
        BinaryPrimitives.WriteUInt16LittleEndian(question[4..], GetGeneration);
        BinaryPrimitives.WriteUInt16LittleEndian(question[6..], Request);
        if (Send(socket, ref MemoryMarshal.GetReference(question), Attributes, 0) != Attributes) { return null; }
        Span<byte> answer = stackalloc byte[512];
        int count = DeviceFile.Read(socket, answer, Patience);
        return count > 0 ? In(answer[..count]) : null;
    }

    /// <summary>The number in an answer; null where it is none.</summary>
    internal static uint? In(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < Attributes || BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) != NewGeneration) { return null; }
        for (ReadOnlySpan<byte> rest = answer[Attributes..]; rest.Length >= 8;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) == Number) { return BinaryPrimitives.ReadUInt32BigEndian(rest[4..]); }
            int next = (length + 3) & ~3;
            if (length < 4 || next > rest.Length) { return null; }
            rest = rest[next..];
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeFileHandle socket, ref byte bytes, nuint length, int flags);
}
