namespace Edge.Keys;

/// <summary>The public key of somebody who may open a stream: X-Wing, 1216 bytes.</summary>
public sealed record RecipientKey
{
    private RecipientKey(ReadOnlyMemory<byte> bytes) => (Bytes, Id) = (bytes, KeyId.Of(bytes.Span));

    public ReadOnlyMemory<byte> Bytes { get; }

    public KeyId Id { get; }

    /// <summary>Refuses what is no X-Wing public key: one encapsulation is tried.</summary>
    public static Result<RecipientKey, KeyRefusal> From(ReadOnlyMemory<byte> bytes)
    {
        Span<byte> seed = stackalloc byte[XWing.EncapsulationSeedLength];
        seed.Clear();
        Span<byte> secret = stackalloc byte[XWing.SharedSecretLength];
        return bytes.Length == XWing.PublicKeyLength
            && XWing.TryEncapsulate(bytes.Span, seed, new byte[XWing.CiphertextLength], secret)
            ? new RecipientKey(bytes)
            : KeyRefusal.BadKey;
    }
}
