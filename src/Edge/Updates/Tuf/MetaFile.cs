using System.Text.Json;

namespace Edge.Updates.Tuf;

/// <summary>What timestamp says of snapshot, and snapshot of each targets document.</summary>
/// <param name="Length">In bytes; null: not said.</param>
public sealed record MetaFile(long Version, long? Length, TufHashes Hashes)
{
    /// <summary>The most bytes to ask the repository for.</summary>
    internal int MostBytes(int limit) => Length is long length ? (int)Math.Min(length, limit) : limit;

    /// <summary>Null when the bytes have the length and the hashes that were announced, as far as they were.</summary>
    internal TufReason? Check(ReadOnlySpan<byte> bytes, string what)
    {
        if (Length is long length && length != bytes.Length)
        {
            return new TufReason(TufRefusal.LengthMismatch, $"{what}: {bytes.Length} bytes, expected {length}");
        }
        return Hashes.IsEmpty ? null : Hashes.Check(bytes, what);
    }

    internal static MetaFile Read(TufFields fields) => new(
        fields.Integer("version", 1, TufLimits.MaxInteger),
        fields.Has("length") ? fields.Integer("length", 0, TufLimits.MaxInteger) : null,
        fields.Has("hashes") ? TufHashes.Read(fields.Object("hashes")) : TufHashes.None);
}

/// <summary>Which snapshot is the newest.</summary>
public sealed record TimestampMetadata(TufHeader Header, MetaFile Snapshot)
{
    internal static Result<TimestampMetadata, TufReason> Read(TufEnvelope document)
    {
        var findings = new TufFindings();
        var fields = new TufFields(document.Body, TufNames.Timestamp, findings);
        var header = TufHeader.Read(fields, TufNames.Timestamp, document.Body);
        var snapshot = MetaFile.Read(fields.Object("meta").Object("snapshot.json"));
        return findings.First is TufReason reason ? reason : new TimestampMetadata(header, snapshot);
    }
}

/// <summary>Which version of every targets document belongs together.</summary>
/// <param name="Files">By file name without a version: <c>targets.json</c>.</param>
public sealed record SnapshotMetadata(TufHeader Header, IReadOnlyDictionary<string, MetaFile> Files)
{
    /// <summary>Null when the role is not in this snapshot.</summary>
    public MetaFile? Of(string role) => Files.GetValueOrDefault(role + ".json");

    internal static Result<SnapshotMetadata, TufReason> Read(TufEnvelope document)
    {
        var findings = new TufFindings();
        var fields = new TufFields(document.Body, TufNames.Snapshot, findings);
        var header = TufHeader.Read(fields, TufNames.Snapshot, document.Body);
        var files = fields.Object("meta").Members()
            .ToDictionary(m => m.Name, m => MetaFile.Read(m.Value), StringComparer.Ordinal);
        return findings.First is TufReason reason ? reason : new SnapshotMetadata(header, files);
    }
}

/// <summary>A file that may be fetched and used.</summary>
/// <param name="Length">In bytes; exactly.</param>
/// <param name="Hashes">At least one.</param>
/// <param name="Custom">The publisher's own fields; null: none.</param>
public sealed record TargetFile(long Length, TufHashes Hashes, JsonElement? Custom)
{
    internal static TargetFile Read(TufFields fields) => new(
        fields.Integer("length", 0, TufLimits.MaxInteger),
        TufHashes.Read(fields.Object("hashes")),
        fields.Any("custom"));
}
