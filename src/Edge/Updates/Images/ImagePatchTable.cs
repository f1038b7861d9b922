using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Edge.Updates.Images;

/// <summary>The patches of an index, behind its chunks.</summary>
/// <remarks>File: docs/formats/image-index.md.</remarks>
internal static class ImagePatchTable
{
    internal const int HeaderBytes = 8;
    internal const int PatchBytes = 64;
    private const int HashBytes = SHA256.HashSizeInBytes;

    /// <param name="bytes">All that stands behind the chunks.</param>
    public static Result<ImmutableArray<ImagePatch>, string> Read(ReadOnlySpan<byte> bytes, ImageIndex index)
    {
        if (bytes.Length < HeaderBytes) { return "cut before its patches"; }
        int count = BinaryPrimitives.ReadInt32BigEndian(bytes), numbers = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        if (count is < 1 or > ImageLimits.MaxPatches) { return $"{count} patches, allowed are 1 to {ImageLimits.MaxPatches}"; }
        if (numbers is < 1 or > ImageLimits.MaxPatchedChunks)
        {
            return $"{numbers} chunks of patches, allowed are 1 to {ImageLimits.MaxPatchedChunks}";
        }
        if (bytes.Length != HeaderBytes + (count * PatchBytes) + (numbers * sizeof(int))) { return "cut, or with bytes behind its end"; }
        ReadOnlySpan<byte> left = bytes[(HeaderBytes + (count * PatchBytes))..];
        var patches = ImmutableArray.CreateBuilder<ImagePatch>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(HeaderBytes + (i * PatchBytes), PatchBytes);
            int chunks = BinaryPrimitives.ReadInt32BigEndian(entry[60..]);
            if (chunks < 1 || chunks > left.Length / sizeof(int)) { return $"patch {i}: more chunks than there are"; }
            if (entry[50] != 0 || entry[51] != 0) { return $"patch {i}: of an unknown kind"; }
            var patch = new ImagePatch(
                ContentHash.FromDigest(entry[..HashBytes]), BinaryPrimitives.ReadUInt16BigEndian(entry[48..]),
                BinaryPrimitives.ReadInt32BigEndian(entry[52..]), BinaryPrimitives.ReadInt32BigEndian(entry[56..]),
                entry.Slice(HashBytes, ImageIndex.PackedHashBytes).ToArray(), Numbers(left, chunks));
            if (Problem(patch, index) is string problem) { return $"patch {i}: {problem}"; }
            patches.Add(patch);
            left = left[(chunks * sizeof(int))..];
        }
        return left.IsEmpty ? patches.MoveToImmutable() : "chunks of no patch";
    }

    public static byte[] Write(IReadOnlyList<ImagePatch> patches)
    {
        int numbers = patches.Sum(patch => patch.Chunks.Length), at = HeaderBytes + (patches.Count * PatchBytes);
        var bytes = new byte[at + (numbers * sizeof(int))];
        BinaryPrimitives.WriteInt32BigEndian(bytes, patches.Count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), numbers);
        for (int i = 0; i < patches.Count; i++)
        {
            Span<byte> entry = bytes.AsSpan(HeaderBytes + (i * PatchBytes), PatchBytes);
            Convert.FromHexString(patches[i].From.ToString()).CopyTo(entry);
            patches[i].PackedHash.Span.CopyTo(entry[HashBytes..]);
            BinaryPrimitives.WriteUInt16BigEndian(entry[48..], checked((ushort)patches[i].Pack));
            BinaryPrimitives.WriteInt32BigEndian(entry[52..], patches[i].PackedAt);
            BinaryPrimitives.WriteInt32BigEndian(entry[56..], patches[i].PackedLength);
            BinaryPrimitives.WriteInt32BigEndian(entry[60..], patches[i].Chunks.Length);
            foreach (int chunk in patches[i].Chunks)
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), chunk);
                at += sizeof(int);
            }
        }
        return bytes;
    }

    private static ImmutableArray<int> Numbers(ReadOnlySpan<byte> bytes, int count)
    {
        var numbers = ImmutableArray.CreateBuilder<int>(count);
        for (int i = 0; i < count; i++) { numbers.Add(BinaryPrimitives.ReadInt32BigEndian(bytes[(i * sizeof(int))..])); }
        return numbers.MoveToImmutable();
    }

    private static string? Problem(ImagePatch patch, ImageIndex index)
    {
        if (patch.Pack >= index.Packs.Length) { return "in a pack that there is not"; }
        bool isInside = patch.PackedAt >= 0 && patch.PackedLength >= 1 && patch.PackedAt <= index.Packs[patch.Pack].Length - patch.PackedLength;
        if (!isInside) { return "beyond the end of its pack"; }
        long bytes = 0, whole = 0;
        int last = -1;
        foreach (int number in patch.Chunks)
        {
            if (number <= last || number >= index.Count || index[number].IsZero) { return "its chunks do not rise, are zero, or are none"; }
            last = number;
            bytes += index[number].Length;
            whole += index[number].PackedLength;
        }
        if (bytes > ImageLimits.MaxPatchedBytes) { return $"makes {bytes} bytes, at most {ImageLimits.MaxPatchedBytes}"; }
        return patch.PackedLength < whole ? null : "longer than what it makes";
    }
}
