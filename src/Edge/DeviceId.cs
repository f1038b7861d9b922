namespace Edge;

/// <summary>The name of a gateway that nobody can choose: the first 16 bytes of SHA-256 over its identity's public key (SPKI, DER).</summary>
public readonly record struct DeviceId(UInt128 Value)
{
    public const int Length = 16;

    /// <summary>The id that belongs to an identity.</summary>
    public static DeviceId Of(ReadOnlySpan<byte> identitySubjectPublicKeyInfo)
    {
        Span<byte> digest = stackalloc byte[System.Security.Cryptography.SHA256.HashSizeInBytes];
        System.Security.Cryptography.SHA256.HashData(identitySubjectPublicKeyInfo, digest);
        return FromBytes(digest[..Length]);
    }

    public static DeviceId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public void CopyTo(Span<byte> destination) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
