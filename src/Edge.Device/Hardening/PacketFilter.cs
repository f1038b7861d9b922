using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Edge.Device.Kernel;
using Microsoft.Win32.SafeHandles;

namespace Edge.Device.Hardening;

/// <summary>What the kernel says of its packet filter in one message, where a program would be started for it otherwise: the
/// number by which it counts changes (while that is the same, the rules are the same), and whether it has a table.</summary>
/// <remarks>Source: netlink(7), NLMSG_ERROR 2; linux/netfilter/nf_tables.h: NFT_MSG_NEWTABLE 0, GETTABLE 1, NEWGEN 15, GETGEN 16,
/// NFTA_GEN_ID 1, NFTA_TABLE_NAME 1; nfnetlink.h: NFNL_SUBSYS_NFTABLES 10; netfilter.h: NFPROTO_INET 1.</remarks>
internal static partial class PacketFilter
{
    private const int FamilyNetlink = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int NetFilter = 12;
    private const ushort Request = 1;
    private const ushort Trouble = 2;
    private const ushort Tables = 10 << 8;
    private const ushort NewTable = Tables;
    private const ushort GetTable = Tables | 1;
    private const ushort NewGeneration = Tables | 15;
    private const ushort GetGeneration = Tables | 16;
    private const ushort Number = 1;
    private const ushort TableName = 1;
    private const byte Inet = 1;
    private const int NoEntry = -2;

    private const int Header = 16;
    private const int Attributes = Header + 4;
    private const int MaxName = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Null where the kernel does not tell this process.</summary>
    public static uint? Generation() => GenerationIn(Ask(GetGeneration, 0, []));

    /// <summary>Null where the kernel does not tell this process.</summary>
    /// <param name="target">As nft names it, such as <c>inet edge_guard</c>; of other families nothing is known here.</param>
    public static bool? HasTable(string target)
    {
        string[] words = target.Split(' ');
        return words is ["inet", { Length: > 0 and < MaxName } name] ? HasTableIn(Ask(GetTable, Inet, Encoding.ASCII.GetBytes(name + '\0'))) : null;
    }

    /// <summary>The number in an answer; null where it is none.</summary>
    internal static uint? GenerationIn(ReadOnlySpan<byte> answer)
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

    /// <summary>Whether an answer shows a table, or says that there is none of that name; null where it is neither.</summary>
    internal static bool? HasTableIn(ReadOnlySpan<byte> answer)
    {
        if (answer.Length < Attributes) { return null; }
        return BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) switch
        {
            NewTable => true,
            Trouble when BinaryPrimitives.ReadInt32LittleEndian(answer[Header..]) == NoEntry => false,
            _ => null,
        };
    }

    /// <param name="name">The one attribute, with its end; empty: none.</param>
    private static byte[] Ask(ushort kind, byte family, ReadOnlySpan<byte> name)
    {
        using var socket = new SafeFileHandle(Socket(FamilyNetlink, RawCloseOnExec, NetFilter), ownsHandle: true);
        if (socket.IsInvalid) { return []; }
        Span<byte> question = stackalloc byte[Attributes + 4 + MaxName];
        question.Clear();
        int length = name.IsEmpty ? Attributes : Attributes + 4 + ((name.Length + 3) & ~3);
        BinaryPrimitives.WriteInt32LittleEndian(question, length);
        BinaryPrimitives.WriteUInt16LittleEndian(question[4..], kind);
        BinaryPrimitives.WriteUInt16LittleEndian(question[6..], Request);
        question[Header] = family;
        if (!name.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(question[Attributes..], (ushort)(4 + name.Length));
            BinaryPrimitives.WriteUInt16LittleEndian(question[(Attributes + 2)..], TableName);
            name.CopyTo(question[(Attributes + 4)..]);
        }

        if (Send(socket, ref MemoryMarshal.GetReference(question), (nuint)length, 0) != length) { return []; }
        Span<byte> answer = stackalloc byte[512];
        int count = DeviceFile.Read(socket, answer, Patience);
        return count > 0 ? answer[..count].ToArray() : [];
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeFileHandle socket, ref byte bytes, nuint length, int flags);
}
