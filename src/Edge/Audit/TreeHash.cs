using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Edge.Audit;

/// <summary>A node of the log's Merkle tree: SHA-256 as RFC 6962, section 2.1 has it.</summary>
/// <remarks>A leaf is hashed with 0x00 in front, an inner node with 0x01, so that neither can be shown as
/// the other. <c>default</c> (32 zero bytes) is no node of any tree.</remarks>
public readonly record struct TreeHash(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private const byte LeafMark = 0;
    private const byte NodeMark = 1;

    /// <summary>Of a tree without leaves: the hash of nothing.</summary>
    public static TreeHash Empty { get; } = FromBytes(SHA256.HashData([]));

    /// <summary>Throws for an entry over <see cref="AuditLimits.MaxEntryBytes"/>: nothing so long is ever
    /// made or accepted.</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, AuditLimits.MaxEntryBytes);
        Span<byte> marked = stackalloc byte[1 + entry.Length];
        marked[0] = LeafMark;
        entry.CopyTo(marked[1..]);
        Span<byte> digest = stackalloc byte[Length];
        SHA256.HashData(marked, digest);
        return FromBytes(digest);
    }

    public static TreeHash OfNode(TreeHash left, TreeHash right)
    {
        Span<byte> joined = stackalloc byte[1 + (2 * Length)];
        joined[0] = NodeMark;
        left.CopyTo(joined[1..]);
        right.CopyTo(joined[(1 + Length)..]);
        Span<byte> digest = stackalloc byte[Length];
        SHA256.HashData(joined, digest);
        return FromBytes(digest);
    }

    public static TreeHash FromBytes(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
