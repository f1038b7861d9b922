using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Edge.Platform.Updates.Images;
using Edge.Tests.Device.Updates.Boot;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Images;

namespace Edge.Fuzz;

/// <summary>The decoders of images.</summary>
internal static partial class ImageTargets
{
    private static readonly byte[] Chunk = [.. Enumerable.Range(0, 8_192).Select(i => (byte)((i * i / 7) & 0x3F))];

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("image-index", [Index(withPatches: false), Index(withPatches: true)], ReadIndex);
        yield return new FuzzTarget("pack-request", [Request(null), Request(9_000)], ReadRequest);
        using var packer = new ChunkPacker();
        yield return new FuzzTarget("image-chunk", [packer.Pack(Chunk).Bytes, packer.Pack(new byte[4_096]).Bytes], Unpack);
    }

    /// <summary>What tells boot loaders what to start.</summary>
    public static IEnumerable<FuzzTarget> Boot()
    {
        yield return new FuzzTarget(
            "boot-autoboot", [new AutobootFile(2, 3).Write()], bytes => Said(AutobootFile.Read(bytes), AutobootFile.Read, f => f.Write()));
        byte[] block = GrubEnvironment.Empty.With("edge_slot", "a").With("odd", "b\\c").With("edge_end", "1").Write();
        yield return new FuzzTarget("boot-grub", [block], bytes => Said(GrubEnvironment.Read(bytes), null, null));
        byte[] environment = new UbootEnvironment(255, [new("bootcmd", "x"), new("edge_slot", "b")]).TryWrite(512)!;
        yield return new FuzzTarget("boot-uboot", [environment, new byte[512]], bytes => Said(UbootEnvironment.Read(bytes), null, null));
        yield return new FuzzTarget("boot-setup", [Setup], bytes => Said(BootSetup.Read(bytes), null, null));
        yield return new FuzzTarget("boot-fat", [FatHead()], Fat);
    }

    private static byte[] Setup =>
        [.. "{\"version\":1,\"loader\":\"tryboot\",\"selector\":\"/p1\",\"boot\":{\"a\":2,\"b\":3},\"system\":{\"a\":\"/5\",\"b\":\"/6\"}}"u8];

    // What is accepted is written so that it is read as itself.
    private static string Said<T>(Result<T, UpdateReason> read, ReadDocument<T>? again, Func<T, byte[]>? write)
        where T : notnull
    {
        if (!read.TryGet(out T value, out UpdateReason reason)) { return Digits().Replace(reason.Detail, "~"); }
        if (write is not null && !again!(write(value)).Value.Equals(value)) { throw new InvalidOperationException("not written as itself"); }
        return "ok";
    }

    // The first sectors are changed, the rest of the partition is empty.
    private static string Fat(byte[] bytes)
    {
        const int Length = 2 << 20;
        var found = FatVolume.SectorOf(
            (at, part) =>
            {
                if (at < 0 || at + part.Length > Length) { throw new InvalidOperationException("read outside of the partition"); }
                part.Clear();
                if (at < bytes.Length) { bytes.AsSpan((int)at, (int)Math.Min(part.Length, bytes.Length - at)).CopyTo(part); }
            },
            Length, "AUTOBOOT.TXT");
        if (!found.TryGet(out long place, out UpdateReason reason)) { return Digits().Replace(reason.Detail, "~"); }
        return place is >= 512 and <= Length - 512 ? "ok" : throw new InvalidOperationException("found outside of the partition");
    }

    private static byte[] FatHead()
    {
        byte[] disk = FatDisk.With(new AutobootFile(2, 3).Write(), isFat32: false, out int at);
        return disk[..(at + 512)];
    }

    private delegate Result<T, UpdateReason> ReadDocument<T>(ReadOnlySpan<byte> bytes)
        where T : notnull;

    // What is accepted keeps within the image and within its packs, and is written as itself.
    private static string ReadIndex(byte[] bytes)
    {
        if (!ImageIndex.Read(bytes).TryGet(out ImageIndex index, out UpdateReason reason)) { return Digits().Replace(reason.Detail, "~"); }
        var writer = new ImageIndexWriter();
        foreach (ImagePack pack in index.Packs) { writer.AddPack(pack); }
        for (int i = 0; i < index.Count; i++)
        {
            ImageChunk chunk = index[i];
            if (chunk.IsZero) { writer.AddZeros((int)(chunk.Length / ImageLimits.BlockBytes)); continue; }
            bool isInside = chunk.PackedAt >= 0 && chunk.PackedAt + chunk.PackedLength <= index.Packs[chunk.Pack].Length;
            if (!isInside) { throw new InvalidOperationException("beyond its pack"); }
            writer.Add(index.HashOf(i), index.PackedHashOf(i), chunk);
        }
        foreach (ImagePatch patch in index.Patches)
        {
            bool isInside = patch.PackedAt >= 0 && patch.PackedAt + patch.PackedLength <= index.Packs[patch.Pack].Length
                && patch.Chunks.Sum(i => index[i].Length) <= ImageLimits.MaxPatchedBytes;
            if (!isInside) { throw new InvalidOperationException("a patch beyond its pack, or too large"); }
            writer.AddPatch(patch);
        }
        byte[] again = writer.Finish(Convert.FromHexString(index.Hash.ToString()));
        return again.AsSpan().SequenceEqual(bytes) ? "ok" : throw new InvalidOperationException("what was read is not written as itself");
    }

    // What is accepted stays within its pack, and is written as itself.
    private static string ReadRequest(byte[] bytes)
    {
        if (PackRequest.TryRead(bytes) is not { } request) { return "none"; }
        bool isInside = request is { From: >= 0, Length: >= 1 } && request.From + request.Length <= request.Whole;
        return isInside && request.Write().AsSpan().SequenceEqual(bytes) ? "ok" : throw new InvalidOperationException("not written as itself");
    }

    private static byte[] Request(int? most) => new PackRequest("vendor", ContentHash.Of(Chunk), 100, 9_000, 90_000, most, most is null ? 0 : 3).Write();

    // The unpacker sees only what is signed; it has to stand all the same.
    private static string Unpack(byte[] bytes)
    {
        using var packer = new ChunkPacker();
        var chunk = new byte[8_192];
        bool isWhole = packer.TryUnpack(bytes, ChunkPacking.Zstandard, chunk);
        return $"{isWhole} {bytes.Length % 7}";
    }

    private static byte[] Index(bool withPatches)
    {
        var writer = new ImageIndexWriter();
        writer.AddPack(new ImagePack(ContentHash.Of(Chunk), 9_000));
        writer.Add(SHA256.HashData(Chunk), new byte[16], new ImageChunk(0, 8_192, ChunkPacking.Zstandard, 0, 0, 400));
        writer.AddZeros(3);
        writer.Add(SHA256.HashData(Chunk), new byte[16], new ImageChunk(0, 8_192, ChunkPacking.Stored, 0, 400, 8_192));
        if (withPatches)
        {
            writer.AddPatch(new ImagePatch(ContentHash.Of(Chunk), 0, 100, 300, new byte[16], [0]));
            writer.AddPatch(new ImagePatch(ContentHash.Of(Chunk), 0, 500, 7, new byte[16], [0, 2]));
        }
        return writer.Finish(new byte[32]);
    }

    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Digits();
}
