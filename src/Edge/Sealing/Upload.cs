using System.Buffers;
using System.Collections.Immutable;
using MessagePack;

namespace Edge.Sealing;

/// <summary>What a gateway offers a collector in one request. Bytes: docs/formats/upload.md.</summary>
/// <param name="Nonce">16 bytes that the receipt must repeat.</param>
/// <param name="Certificates">Of every signer among the records.</param>
/// <param name="Records">1 to 64.</param>
public sealed record Upload(
    ReadOnlyMemory<byte> Nonce, ImmutableArray<ReadOnlyMemory<byte>> Certificates, ImmutableArray<ReadOnlyMemory<byte>> Records)
{
    public const int Version = 1;
    public const string MediaType = "application/vnd.edge.upload";

    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(Records.Sum(record => record.Length + 8) + 1024);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(4);
        writer.Write(Version);
        writer.Write(Nonce.Span);
        WriteAll(ref writer, Certificates);
        WriteAll(ref writer, Records);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static Result<Upload, SealingRefusal> Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > SealingLimits.MaxUploadBytes) { return SealingRefusal.TooLarge; }
        var refusal = SealingRefusal.Malformed;
        Upload? upload = Wire.TryParse<Upload>(bytes, (ref MessagePackReader reader) =>
        {
            if (!reader.ReadArrayOf(4)) { return null; }
            if (reader.ReadInt32() != Version) { refusal = SealingRefusal.UnknownVersion; return null; }
            return reader.ReadExactly(SealingLimits.NonceLength) is { } nonce
                && ReadAll(ref reader, 0, Keys.PurposeKeyCertificate.MaxBytes) is { } certificates
                && ReadAll(ref reader, 1, SealingLimits.MaxRecordBytes) is { } records
                ? new Upload(nonce, certificates, records)
                : null;
        });
        return upload is null ? refusal : upload;
    }

    private static void WriteAll(ref MessagePackWriter writer, ImmutableArray<ReadOnlyMemory<byte>> items)
    {
        writer.WriteArrayHeader(items.Length);
        foreach (ReadOnlyMemory<byte> item in items) { writer.Write(item.Span); }
    }

    private static ImmutableArray<ReadOnlyMemory<byte>>? ReadAll(ref MessagePackReader reader, int least, int maxBytes)
    {
        int count = reader.ReadArrayHeader();
        if (count < least || count > SealingLimits.MaxUploadRecords) { return null; }
        var items = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(count);
        for (int i = 0; i < count; i++)
        {
            if (reader.ReadAtMost(maxBytes) is not { } item) { return null; }
            items.Add(item);
        }

        return items.MoveToImmutable();
    }
}
