using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Keys;

namespace Edge.Audit;

/// <summary>A claim about a log that anybody can check who has the device's public identity: one entry is
/// in it, or one head only added to another. File: docs/formats/audit-log.md, section "Proofs".</summary>
/// <param name="Entry">The entry whose place is proved, or null for a proof that two heads belong
/// together.</param>
/// <param name="OlderSize">Entries of the older head; 0 in a proof of an entry.</param>
/// <param name="OlderRoot">Root of the older head; null in a proof of an entry.</param>
/// <param name="Head">The signed head that the proof leads to.</param>
/// <param name="Certificate">Of the key that signed it.</param>
public sealed record AuditProof(
    ReadOnlyMemory<byte>? Entry, long OlderSize, TreeHash? OlderRoot, ImmutableArray<TreeHash> Path,
    ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Certificate)
{
    public const int MaxFileBytes = 16_384;

    /// <summary>In words what is proved, or why nothing is.</summary>
    public AuditProofVerdict Check(DeviceDescriptor device)
    {
        var read = PurposeKeyCertificate.Read(Certificate);
        if (!read.IsOk) { return Refuse($"the certificate is refused: {PlainWords.Of($"{read.Reason}")}"); }
        var certificate = read.Value.Verify(device);
        if (!certificate.IsOk) { return Refuse($"the certificate is refused: {PlainWords.Of($"{certificate.Reason}")}"); }
        if (AuditHead.Verify(Head, [certificate.Value]) is not { } verified) { return Refuse("the head is not signed by that key"); }
        AuditHead head = verified.Value;
        return Entry is { } entry ? CheckEntry(entry, head) : CheckOlder(head);
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new AuditProofFile(
            Entry is { } entry ? Convert.ToBase64String(entry.Span) : null, OlderSize, OlderRoot?.ToString(),
            [.. Path.Select(hash => hash.ToString())], Convert.ToBase64String(Head.Span), Convert.ToBase64String(Certificate.Span)),
        AuditProofJson.Default.AuditProofFile);

    /// <summary>Null: no such file, too long, or a field that is not what it must be.</summary>
    public static AuditProof? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxFileBytes) { return null; }
        try
        {
            AuditProofFile? file = JsonSerializer.Deserialize(json, AuditProofJson.Default.AuditProofFile);
            return file is { Path: not null, Head: not null, Certificate: not null } && file.Path.Length <= TreeProof.MaxHashes
                ? new AuditProof(
                    file.Entry is null ? (ReadOnlyMemory<byte>?)null : Convert.FromBase64String(file.Entry), file.OlderSize,
                    file.OlderRoot is null ? null : Hash(file.OlderRoot), [.. file.Path.Select(Hash)],
                    Convert.FromBase64String(file.Head), Convert.FromBase64String(file.Certificate))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private static TreeHash Hash(string? text) => text?.Length == 2 * TreeHash.Length
        ? TreeHash.FromBytes(Convert.FromHexString(text))
        : throw new FormatException("Not a hash.");

    private AuditProofVerdict CheckEntry(ReadOnlyMemory<byte> bytes, AuditHead head)
    {
        if (AuditEntry.Decode(bytes) is not { } entry) { return Refuse("the entry is no entry"); }
        return TreeProof.IsIncluded(TreeHash.OfLeaf(bytes.Span), entry.Index, head.Size, Path.AsSpan(), head.Root)
            ? Prove($"entry {entry.Index} ({PlainWords.Of($"{entry.Event}")}) is in the log of device {head.Device} that has {head.Size} entries")
            : Refuse($"the path does not lead from entry {entry.Index} to the root");
    }

    private AuditProofVerdict CheckOlder(AuditHead head)
    {
        if (OlderRoot is not { } older) { return Refuse("there is neither an entry nor an older root"); }
        return TreeProof.IsConsistent(OlderSize, older, head.Size, head.Root, Path.AsSpan())
            ? Prove($"the log of device {head.Device} with {head.Size} entries begins with the {OlderSize} entries of root {older}")
            : Refuse($"the path does not lead from the {OlderSize} entries of root {older} to the root over {head.Size}");
    }

    private static AuditProofVerdict Prove(string what) => new(true, what);

    private static AuditProofVerdict Refuse(string why) => new(false, why);
}

/// <param name="Words">What is proved, or why nothing is.</param>
public sealed record AuditProofVerdict(bool IsProved, string Words);

/// <summary>The file of a proof.</summary>
internal sealed record AuditProofFile(string? Entry, long OlderSize, string? OlderRoot, string[]? Path, string? Head, string? Certificate);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AuditProofFile))]
internal sealed partial class AuditProofJson : JsonSerializerContext;
