namespace Edge.Sealing;

/// <summary>Why a record, an upload or a receipt is not accepted. Numbers travel in receipts; never reordered.</summary>
public enum SealingRefusal : ushort
{
    /// <summary>Not the bytes of such a thing, or something stands behind them.</summary>
    Malformed = 1,
    TooLarge = 2,
    UnknownVersion = 3,
    UnknownSuite = 4,
    UnknownKind = 5,
    /// <summary>The signature does not fit the bytes and the key.</summary>
    SignatureInvalid = 6,
    /// <summary>Signed by a key that is not this device's, this boot's, or not for this purpose.</summary>
    WrongSigner = 7,
    /// <summary>No certificate of the signer came along.</summary>
    UnknownSigner = 8,
    /// <summary>Not sealed for this recipient.</summary>
    NotARecipient = 9,
    /// <summary>The seal does not open: other key, or altered bytes.</summary>
    DoesNotOpen = 10,
    /// <summary>The secret is not the one the epoch record commits to.</summary>
    CommitmentMismatch = 11,
    /// <summary>The batch belongs to another epoch.</summary>
    WrongEpoch = 12,
    /// <summary>The content contradicts the header or the schema.</summary>
    ContentMismatch = 13,
    /// <summary>Another record stands at this place of the chain already.</summary>
    Fork = 14,
    /// <summary>The record before or after it in the chain has another hash than the link says.</summary>
    BrokenLink = 15,
    /// <summary>The receipt answers another question.</summary>
    WrongNonce = 16,
    /// <summary>For or from another device.</summary>
    WrongDevice = 17,
    /// <summary>This kind of record has no such content.</summary>
    WrongKind = 18,
}
