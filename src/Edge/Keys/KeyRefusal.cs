namespace Edge.Keys;

/// <summary>Why a key, a certificate or a descriptor is not accepted. Numbers travel; never reordered.</summary>
public enum KeyRefusal : ushort
{
    /// <summary>Not the bytes of such a thing, or something stands behind them.</summary>
    Malformed = 1,
    UnknownVersion = 2,
    UnknownSuite = 3,
    UnknownPurpose = 4,
    /// <summary>The certificate belongs to another device.</summary>
    WrongDevice = 5,
    SignatureInvalid = 6,
    /// <summary>The key is not for this purpose.</summary>
    WrongPurpose = 7,
    /// <summary>The device id is not the hash of the identity key.</summary>
    IdentityMismatch = 8,
    /// <summary>A key has the wrong length or is no key of its kind.</summary>
    BadKey = 9,
    TooLarge = 10,
}
