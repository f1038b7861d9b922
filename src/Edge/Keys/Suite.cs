namespace Edge.Keys;

/// <summary>A fixed set of algorithms. The number is inside what is signed; there is no negotiation; an unknown one is refused.</summary>
public enum Suite : byte
{
    /// <summary>Ed25519; HPKE (RFC 9180) base mode with X-Wing, HKDF-SHA-256, ChaCha20-Poly1305; SHA-256.</summary>
    One = 1,
}
