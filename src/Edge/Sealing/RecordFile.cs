using System.Buffers.Binary;

namespace Edge.Sealing;

/// <summary>Sealed records in a file, for somebody who opens them offline: what a collector exports and edge-operator reads.</summary>
/// <remarks>The 15 bytes <c>edge/1 records\n</c>, then any number of frames: a length (4 bytes, big-endian, at most 4 MiB)
/// and that many bytes of an upload whose nonce is 16 zero bytes. Layout: docs/formats/record-file.md.</remarks>
public static class RecordFile
{
    private const int LengthBytes = 4;
    private static readonly byte[] Nonce = new byte[SealingLimits.NonceLength];

    private static ReadOnlySpan<byte> Magic => "edge/1 records\n"u8;

    /// <summary>Writes all frames; each upload has at most 64 records and 4 MiB.</summary>
    public static void Write(Stream output, IEnumerable<Upload> frames)
    {
        output.Write(Magic);
        Span<byte> length = stackalloc byte[LengthBytes];
        foreach (Upload frame in frames)
        {
            byte[] bytes = (frame with { Nonce = Nonce }).Encode();
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            output.Write(length);
            output.Write(bytes);
        }
    }

    /// <summary>Reads frame by frame; the last result is a refusal when the file is not one, or ends early.</summary>
    public static IEnumerable<Result<Upload, SealingRefusal>> Read(Stream input)
    {
        byte[] start = new byte[Magic.Length];
        if (input.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !Magic.SequenceEqual(start))
        {
            yield return SealingRefusal.Malformed;
            yield break;
        }

        byte[] length = new byte[LengthBytes];
        while (input.ReadAtLeast(length, LengthBytes, throwOnEndOfStream: false) is > 0 and int read)
        {
            Result<Upload, SealingRefusal> frame = read == LengthBytes
                ? ReadFrame(input, BinaryPrimitives.ReadInt32BigEndian(length))
                : SealingRefusal.Malformed;
            yield return frame;
            if (!frame.IsOk) { yield break; }
        }
    }

    private static Result<Upload, SealingRefusal> ReadFrame(Stream input, int length)
    {
        if (length is <= 0 or > SealingLimits.MaxUploadBytes) { return SealingRefusal.TooLarge; }
        byte[] bytes = new byte[length];
        return input.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length ? Upload.Decode(bytes) : SealingRefusal.Malformed;
    }
}
