namespace Edge.Keys;

/// <summary>The device's identity: an ECDSA P-256 key that never leaves its store (a file, or a chip that speaks P-256).</summary>
public interface IIdentityKey
{
    /// <summary>The public key as SubjectPublicKeyInfo, DER (RFC 5480).</summary>
    ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Signs with ECDSA P-256 and SHA-256; 64 bytes, r then s (IEEE P1363).</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
