using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Edge.Audit;

/// <summary>What a frame of a log file holds. Numbers travel.</summary>
public enum AuditFrameKind : byte
{
    /// <summary>Whose log it is, and the frontier of the entries that this file does not have. First in a
    /// file.</summary>
    Beginning = 1,

    /// <summary>A certificate of a key that signs heads.</summary>
    Certificate = 2,
    Entry = 3,

    /// <summary>A signed head.</summary>
    Head = 4,
}

/// <summary>A piece of a log file: length, kind, content, and enough of a hash to tell an unfinished
/// write.</summary>
/// <remarks>The check guards against a power cut, not against people: for them there is the tree. Bytes:
/// docs/formats/audit-log.md.</remarks>
public readonly record struct AuditFrame(AuditFrameKind Kind, ReadOnlyMemory<byte> Content)
{
    /// <summary>Length, kind and check.</summary>
    public const int Overhead = sizeof(uint) + 1 + CheckLength;

    private const int CheckLength = 4;

    /// <summary>Of a log file.</summary>
    public static ReadOnlySpan<byte> Magic => "edge/1 audit\n"u8;

    /// <summary>Bytes in a file.</summary>
    public int Length => Overhead + Content.Length;

    public byte[] Encode()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Content.Length);
        bytes[sizeof(uint)] = (byte)Kind;
        Content.Span.CopyTo(bytes.AsSpan(sizeof(uint) + 1));
        WriteCheck(bytes.AsSpan(sizeof(uint), 1 + Content.Length), bytes.AsSpan(^CheckLength..));
        return bytes;
    }

    /// <summary>The frame at the beginning of these bytes; null: unfinished, damaged, of an unknown kind
    /// or too long.</summary>
    public static AuditFrame? Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Overhead) { return null; }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span);
        if (length > AuditLimits.MaxFrameBytes || length > bytes.Length - Overhead) { return null; }
        ReadOnlyMemory<byte> marked = bytes.Slice(sizeof(uint), 1 + (int)length);
        Span<byte> check = stackalloc byte[CheckLength];
        WriteCheck(marked.Span, check);
        var kind = (AuditFrameKind)marked.Span[0];
        bool isKnown = kind is >= AuditFrameKind.Beginning and <= AuditFrameKind.Head;
        return isKnown && check.SequenceEqual(bytes.Span.Slice(sizeof(uint) + marked.Length, CheckLength))
            ? new(kind, marked[1..])
            : null;
    }

    /// <summary>The frames of a file and where each begins, as far as they are whole; a file that does not begin as a log has
    /// none.</summary>
    public static IEnumerable<(AuditFrame Frame, int At)> In(ReadOnlyMemory<byte> file)
    {
        int at = file.Span.StartsWith(Magic) ? Magic.Length : file.Length;
        while (at < file.Length && Decode(file[at..]) is { } frame)
        {
            yield return (frame, at);
            at += frame.Length;
        }
    }

    /// <summary>True for what a power cut leaves of a write at the end of a file: a frame that reaches to
    /// the end or beyond and does not fit its check, or nothing but zeros. Whatever is followed by more is
    /// damage.</summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Overhead || !rest.ContainsAnyExcept((byte)0)) { return true; }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        return length <= AuditLimits.MaxFrameBytes && length + Overhead >= rest.Length;
    }

    private static void WriteCheck(ReadOnlySpan<byte> marked, Span<byte> check)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(marked, digest);
        digest[..CheckLength].CopyTo(check);
    }
}
