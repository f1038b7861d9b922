using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Edge.Updates.Tuf;
using NSec.Cryptography;

namespace Edge.Tests.Updates.Tuf;

/// <summary>A key pair made for one test, and how metadata write its public half.</summary>
internal sealed record TestKey(string Id, string Type, string Scheme, string Public, Func<byte[], byte[]> Sign)
{
    public JsonObject ToJson() => new()
    {
        ["keytype"] = Type,
        ["scheme"] = Scheme,
        ["keyval"] = new JsonObject { ["public"] = Public },
    };

    /// <summary>The same key under another name.</summary>
    public TestKey Named(string id) => this with { Id = id };

    public JsonObject Signature(byte[] payload) =>
        new() { ["keyid"] = Id, ["sig"] = Convert.ToHexStringLower(Sign(payload)) };

    public static TestKey Ed25519()
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519);
        byte[] raw = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        return Make("ed25519", "ed25519", Convert.ToHexStringLower(raw), p => SignatureAlgorithm.Ed25519.Sign(key, p));
    }

    public static TestKey P256() => Ec(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, "ecdsa-sha2-nistp256");

    public static TestKey P384() => Ec(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, "ecdsa-sha2-nistp384");

    public static TestKey Rsa(int bits = 2048)
    {
        var key = RSA.Create(bits);
        return Make(
            "rsa", "rsassa-pss-sha256", key.ExportSubjectPublicKeyInfoPem(),
            p => key.SignData(p, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    private static TestKey Ec(ECCurve curve, HashAlgorithmName hash, string scheme)
    {
        var key = ECDsa.Create(curve);
        return Make(
            "ecdsa", scheme, key.ExportSubjectPublicKeyInfoPem(),
            p => key.SignData(p, hash, DSASignatureFormat.Rfc3279DerSequence));
    }

    private static TestKey Make(string type, string scheme, string text, Func<byte[], byte[]> sign)
    {
        var key = new TestKey("", type, scheme, text, sign);
        byte[] canonical = CanonicalJson.Write(System.Text.Json.JsonElement.Parse(key.ToJson().ToJsonString()));
        return key with { Id = Convert.ToHexStringLower(SHA256.HashData(canonical)) };
    }
}
