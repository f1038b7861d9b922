using Edge.Sealing;
using NSec.Cryptography;

namespace Edge.Tests.Sealing;

public sealed class HpkeTests
{
    private const ushort X25519Kem = 0x0020;

    // Source: RFC 9180, A.2.1 (DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, mode base)
    // and A.2.1.1, sequence 0.
    private static readonly byte[] Secret = Hex("0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7");
    private static readonly byte[] Info = Hex("4f6465206f6e2061204772656369616e2055726e");
    private static readonly byte[] AssociatedData = Hex("436f756e742d30");
    private static readonly byte[] Plaintext = Hex("4265617574792069732074727574682c20747275746820626561757479");

    [Fact]
    public void KeySchedule_GivesTheKeyAndNonceOfTheRfc()
    {
        (byte[] key, byte[] nonce) = Hpke.KeySchedule(X25519Kem, Secret, Info);
        Assert.Equal(Hex("ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91"), key);
        Assert.Equal(Hex("5c4d98150661b848853b547f"), nonce);
        using Key aead = Key.Import(AeadAlgorithm.ChaCha20Poly1305, key, KeyBlobFormat.RawSymmetricKey);
        byte[] ciphertext = AeadAlgorithm.ChaCha20Poly1305.Encrypt(aead, nonce, AssociatedData, Plaintext);
        Assert.Equal(
            Hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"), ciphertext);
    }

    [Fact]
    public void Open_GivesBackWhatWasSealed_AndNothingUnderAnotherInfo()
    {
        byte[] ciphertext = Hpke.Seal(Secret, Info, Plaintext);
        Assert.Equal(Plaintext, Hpke.Open(Secret, Info, ciphertext));
        Assert.Null(Hpke.Open(Secret, AssociatedData, ciphertext));
        Assert.Null(Hpke.Open(Info.Concat(new byte[12]).ToArray(), Info, ciphertext));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
