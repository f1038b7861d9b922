using System.Text.Json;

namespace Edge.Updates.Tuf;

/// <summary>One entry of a document's signatures; nothing about it has been checked.</summary>
/// <param name="Value">Hexadecimal digits, or anything else: then it does not count.</param>
public sealed record TufSignature(string KeyId, string Value);

/// <summary>A document with its signatures, read but not verified.</summary>
public sealed class TufEnvelope
{
    /// <summary>Twice the 8192 bits of the largest RSA key.</summary>
    private const int MaxSignatureBytes = 4_096;

    private TufEnvelope(JsonElement body, TufSignature[] signatures) =>
        (Body, Signatures, Payload) = (body, signatures, CanonicalJson.Write(body));

    /// <summary>All that is signed, with the fields that are not known here.</summary>
    public JsonElement Body { get; }

    public IReadOnlyList<TufSignature> Signatures { get; }

    /// <summary>What the signatures sign: <see cref="Body"/> in canonical JSON.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <param name="what">Names the document in the reason.</param>
    public static Result<TufEnvelope, TufReason> Read(ReadOnlySpan<byte> bytes, int maxBytes, string what)
    {
        if (!StrictJson.Parse(bytes, maxBytes, what).TryGet(out JsonElement json, out TufReason reason))
        {
            return reason;
        }
        var findings = new TufFindings();
        var fields = new TufFields(json, what, findings);
        JsonElement? signed = fields.Any("signed");
        if (signed is not { ValueKind: JsonValueKind.Object }) { fields.Wrong("signed", "an object"); }
        TufSignature[] signatures = [.. fields.Objects("signatures", TufLimits.MaxSignatures).Select(Signature)];
        if (signatures.DistinctBy(s => s.KeyId, StringComparer.Ordinal).Count() != signatures.Length)
        {
            fields.Refuse(TufRefusal.DuplicateSignature, "two signatures with one key id");
        }
        return findings.First is TufReason first ? first : new TufEnvelope(signed!.Value, signatures);
    }

    private static TufSignature Signature(TufFields fields) =>
        new(fields.Text("keyid", TufLimits.MaxKeyIdBytes), fields.Text("sig", MaxSignatureBytes));
}
