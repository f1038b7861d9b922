using System.Buffers;
using Edge.Keys;
using MessagePack;

namespace Edge.Sealing;

/// <summary>The body of an epoch record: a commitment, the secret wrapped for each recipient, the sealed schema.</summary>
/// <remarks>Layout: docs/formats/epoch.md.</remarks>
internal sealed record EpochBody(byte[] Commitment, IReadOnlyList<EpochBody.Enrolment> Enrolments, byte[] SealedSchema)
{
    public const int CommitmentLength = 32;
    private const int WrappedLength = EpochSecret.Length + EpochSecret.TagLength;

    /// <summary>Of the sealed schema, its tag included.</summary>
    public const int MaxSchemaBytes = 512 * 1024;

    public static ReadOnlySpan<byte> WrapLabel => "edge/1 epoch"u8;

    public static ReadOnlySpan<byte> SchemaLabel => "edge/1 schema"u8;

    /// <summary>One recipient's way to the secret.</summary>
    public sealed record Enrolment(KeyId Recipient, byte[] Encapsulated, byte[] WrappedSecret);

    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(2048);
        var writer = new MessagePackWriter(output);
        Span<byte> id = stackalloc byte[KeyId.Length];
        writer.WriteArrayHeader(3);
        writer.Write(Commitment);
        writer.WriteArrayHeader(Enrolments.Count);
        foreach (Enrolment enrolment in Enrolments)
        {
            enrolment.Recipient.CopyTo(id);
            writer.WriteArrayHeader(3);
            writer.Write(id);
            writer.Write(enrolment.Encapsulated);
            writer.Write(enrolment.WrappedSecret);
        }

        writer.Write(SealedSchema);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static EpochBody? Decode(ReadOnlyMemory<byte> bytes) => Wire.TryParse(bytes, Read);

    private static EpochBody? Read(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(3) || reader.ReadExactly(CommitmentLength) is not { } commitment) { return null; }
        int count = reader.ReadArrayHeader();
        if (count is < 1 or > SealingLimits.MaxRecipients) { return null; }
        var enrolments = new Enrolment[count];
        for (int i = 0; i < count; i++)
        {
            if (!reader.ReadArrayOf(3)
                || reader.ReadExactly(KeyId.Length) is not { } id
                || reader.ReadExactly(XWing.CiphertextLength) is not { } encapsulated
                || reader.ReadExactly(WrappedLength) is not { } wrapped)
            {
                return null;
            }

            enrolments[i] = new Enrolment(KeyId.FromBytes(id), encapsulated, wrapped);
        }

        return reader.ReadAtMost(MaxSchemaBytes) is { } schema ? new EpochBody(commitment, enrolments, schema) : null;
    }
}
