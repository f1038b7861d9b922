using System.Buffers;
using System.Collections.Immutable;
using MessagePack;

namespace Edge.Audit;

/// <summary>Where a log file begins: whose it is, how many entries came before, and the frontier of their
/// tree.</summary>
/// <remarks>A file that begins at 0 has an empty frontier. The frontier of a later beginning is not
/// believed by itself: heads that follow, and heads that others hold, must fit to it. Bytes:
/// docs/formats/audit-log.md.</remarks>
public sealed record AuditBeginning(DeviceId Device, long Size, ImmutableArray<TreeHash> Roots)
{
    public const int Version = 1;
    private const int Fields = 4;

    public static AuditBeginning Of(DeviceId device, TreeFrontier frontier) => new(device, frontier.Size, frontier.Roots);

    /// <summary>Null where the roots do not fit the size.</summary>
    public TreeFrontier? Frontier => TreeFrontier.From(Size, Roots);

    public byte[] Encode()
    {
        Span<byte> device = stackalloc byte[DeviceId.Length];
        Device.CopyTo(device);
        var output = new ArrayBufferWriter<byte>(64);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(Fields);
        writer.Write(Version);
        writer.Write(device);
        writer.Write(Size);
        writer.WriteArrayHeader(Roots.Length);
        foreach (TreeHash root in Roots) { writer.Write(root.ToArray()); }
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Null: malformed, another version, or a frontier that no tree of this size has.</summary>
    public static AuditBeginning? Decode(ReadOnlyMemory<byte> bytes) => Wire.TryParse<AuditBeginning>(bytes, Read);

    private static AuditBeginning? Read(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(Fields) || reader.ReadInt32() != Version) { return null; }
        byte[]? device = reader.ReadExactly(DeviceId.Length);
        long size = reader.ReadInt64();
        int count = reader.ReadArrayHeader();
        if (device is null || size is < 0 or > AuditLimits.MaxEntries || count > TreeProof.MaxHashes) { return null; }
        var roots = ImmutableArray.CreateBuilder<TreeHash>(count);
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadExactly(TreeHash.Length) is not { } root) { return null; }
            roots.Add(TreeHash.FromBytes(root));
        }

        var beginning = new AuditBeginning(DeviceId.FromBytes(device), size, roots.MoveToImmutable());
        return beginning.Frontier is null ? null : beginning;
    }
}
