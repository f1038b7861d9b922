using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Edge.Keys;

/// <summary>A short name of a public key or of its certificate: the first 8 bytes of SHA-256 over its bytes.</summary>
/// <remarks>It finds a key, it does not prove one: the signature does.</remarks>
public readonly record struct KeyId(ulong Value)
{
    public const int Length = 8;

    public static KeyId Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return FromBytes(digest[..Length]);
    }

    public static KeyId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Value);

    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
