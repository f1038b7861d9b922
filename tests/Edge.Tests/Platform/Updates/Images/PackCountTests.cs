using System.IO.Compression;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Tests.Updates.Images;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Patches;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>What a fetcher can tell of an operating system with the indexes at hand, however they
/// came.</summary>
public sealed class PackCountTests
{
    private static readonly TestImage Before = TestImage.Of(Enumerable.Range(1, 60));
    private static readonly TestImage After = TestImage.Patched([.. Enumerable.Range(1, 50).Append(99).SelectMany(TestImage.Block)], Before);

    private readonly MemoryDisk _disk = new();
    private readonly DirectorySlots _slots;

    public PackCountTests()
    {
        foreach (string folder in (string[])["/slots", "/slots/os", "/spool", "/spool/blobs", "/spool/patches"]) { _disk.MakeFolder(folder); }
        _slots = new DirectorySlots(_disk, "/slots/os", ReleaseManifest.Os);
    }

    [Fact]
    public void Knows_Nothing_WithoutTheIndex()
    {
        Assert.Null(Count(Manifest(After, BlobCompression.None), SlotState.Empty));
        Put($"blobs/{ContentHash.Of(After.IndexBytes)}", [.. After.IndexBytes[..^1], 7]);
        Assert.Null(Count(Manifest(After, BlobCompression.None), SlotState.Empty));
    }

    [Theory]
    [InlineData(BlobCompression.None)]
    [InlineData(BlobCompression.Brotli)]
    public void Counts_Everything_WhereNothingIsKnownOfTheActiveSlot(BlobCompression compression)
    {
        ReleaseManifest manifest = Manifest(After, compression);
        Put(Parcel.NameOf(manifest.Files[0].Blob), Packed(After.IndexBytes, compression));
        Assert.Equal(ImageTravel.Bytes(After.Index, active: null), Count(manifest, SlotState.Empty));
    }

    // The index itself came as a patch from the one of the active slot.
    [Fact]
    public void Counts_WhatTheActiveSlotLacks()
    {
        SlotState state = Committed();
        byte[] patch = DeltaWriter.Write(Before.IndexBytes, After.IndexBytes);
        ReleaseManifest manifest = Manifest(After, BlobCompression.None);
        ReleaseFile file = manifest.Files[0];
        var way = new ReleasePatch(ContentHash.Of(Before.IndexBytes), ContentHash.Of(patch), patch.Length, PatchMethod.EdgeDelta1);
        Put(Parcel.NameOf(file, way), patch);
        long? count = Count(manifest with { Files = [file with { Patches = [way] }] }, state);
        Assert.Equal(ImageTravel.Bytes(After.Index, Before.Index), count);
        Assert.InRange(count!.Value, 1, After.Index.PackedLength - 1);
    }

    private SlotState Committed()
    {
        ReleaseManifest manifest = Manifest(Before, BlobCompression.None);
        byte[] bytes = ReleaseWriter.Write(manifest);
        Assert.Null(_slots.Fill(SlotName.A, manifest.Files[0], write =>
        {
            write(Before.IndexBytes);
            return null;
        }));
        _slots.Complete(SlotName.A, manifest, bytes);
        return SlotState.Empty with { Committed = new SlotRelease(SlotName.A, manifest.Release, ContentHash.Of(bytes), 1, 1) };
    }

    private long? Count(ReleaseManifest manifest, SlotState state) =>
        new PackCount(_disk, _slots, state, "/spool").Of(manifest);

    private void Put(string name, byte[] bytes)
    {
        using IUpdateFile file = _disk.Create($"/spool/{name}", UnixFileMode.None);
        file.Write(bytes);
    }

    private static ReleaseManifest Manifest(TestImage image, BlobCompression compression)
    {
        byte[] packed = Packed(image.IndexBytes, compression);
        var file = new ReleaseFile(
            SystemImages.Root, false, image.IndexBytes.Length, ContentHash.Of(image.IndexBytes),
            new ReleaseBlob(ContentHash.Of(packed), packed.Length, compression), []);
        return TestRelease.Of("1", ("x", "x")) with { Component = ReleaseManifest.Os, Rid = "test-board", Files = [file] };
    }

    private static byte[] Packed(byte[] bytes, BlobCompression compression)
    {
        if (compression == BlobCompression.None) { return bytes; }
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        Assert.True(BrotliEncoder.TryCompress(bytes, packed, out int length, 11, 22));
        return packed[..length];
    }
}
