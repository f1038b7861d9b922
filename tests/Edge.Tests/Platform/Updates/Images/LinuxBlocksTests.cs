using System.Globalization;
using Edge.Platform.Updates;
using Edge.Platform.Updates.Images;
using Edge.Tests.Updates.Images;
using Edge.Updates;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>Real files and a real server in the place of partitions and repositories.</summary>
public sealed class LinuxBlocksTests : IDisposable
{
    private static readonly TestImage Image = TestImage.Of([.. Enumerable.Range(1, 300), .. new int[100], .. Enumerable.Range(400, 100)]);

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-image").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The kernel counts the bytes that a process makes it read from a medium: a cached page does not count.
    [Fact]
    public void ReadBack_ReadsTheMedium_NotTheCache()
    {
        string path = Path.Combine(_folder, "slot");
        File.WriteAllBytes(path, Image.Bytes);
        using LinuxBlocks blocks = LinuxBlocks.OpenWrite(path);
        blocks.Flush();
        Assert.Equal(Image.Bytes.Length, blocks.Length);
        var bytes = new byte[64 * 4_096];
        blocks.Read(0, bytes);
        long before = ReadFromMedium();
        Assert.Null(ImageReadBack.Check(Image.Index, blocks));
        Assert.True(ReadFromMedium() - before >= Image.Bytes.Length, "it came out of the cache");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_AnImage_FromAFolderOrAServer(bool isServer)
    {
        string packs = Path.Combine(_folder, "packs"), slot = Path.Combine(_folder, "slot");
        Directory.CreateDirectory(packs);
        foreach ((string name, byte[] pack) in Image.Packs) { File.WriteAllBytes(Path.Combine(_folder, name), pack); }
        File.WriteAllBytes(slot, [.. Image.Bytes[..(150 * 4_096)], .. new byte[Image.Bytes.Length - (150 * 4_096)]]);
        using var server = new FaultyServer(_folder);
        using var sources = new ImageSources([isServer ? server.Address.ToString() : _folder]);
        using IBlocks target = LinuxBlocks.OpenWrite(slot);
        using var writer = new ImageWriter(Image.Index, target, seed: null);
        Assert.Null(await writer.WriteAsync(sources.All, CancellationToken.None));
        Assert.Null(ImageReadBack.Check(Image.Index, target));
        Assert.Equal(Image.Bytes, File.ReadAllBytes(slot));
        Assert.InRange(writer.Report.Travelled, 1, Image.Index.PackedLength - 1);
        if (isServer) { Assert.InRange(server.Sent("packs/"), 1, Image.Index.PackedLength - 1); }
    }

    [Theory]
    [InlineData(NetworkFault.WholeForRange, UpdateRefusal.NotReachable)]
    [InlineData(NetworkFault.ShortRange, UpdateRefusal.NotReachable)]
    [InlineData(NetworkFault.OverlappingRange, UpdateRefusal.NotReachable)]
    [InlineData(NetworkFault.Cut, UpdateRefusal.NotReachable)]
    [InlineData(NetworkFault.Busy, UpdateRefusal.NotReachable)]
    [InlineData(NetworkFault.NotFound, UpdateRefusal.FileMissing)]
    [InlineData(NetworkFault.WrongOffset, UpdateRefusal.FileMismatch)]
    [InlineData(NetworkFault.WrongContent, UpdateRefusal.FileMismatch)]
    public async Task Survives_AServerThatAnswersWrongly(NetworkFault fault, UpdateRefusal expected)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "packs"));
        foreach ((string name, byte[] pack) in Image.Packs) { File.WriteAllBytes(Path.Combine(_folder, name), pack); }
        using var server = new FaultyServer(_folder) { Fault = (_, _) => fault };
        using var sources = new ImageSources([server.Address.ToString()]);

        // The first chunks stand there, so that a piece is asked for and not a whole pack.
        byte[] begun = [.. Image.Bytes[..(100 * 4_096)], .. new byte[Image.Bytes.Length - (100 * 4_096)]];
        var slot = new MemoryBlocks(begun);
        using (var writer = new ImageWriter(Image.Index, slot, seed: null))
        {
            Assert.Equal(expected, (await writer.WriteAsync(sources.All, CancellationToken.None))?.Refusal);
            Assert.InRange(server.Asked("packs/"), 1, Image.Index.Packs.Length);
        }
        server.Fault = (_, _) => NetworkFault.None;
        using var again = new ImageWriter(Image.Index, slot, seed: null);
        Assert.Null(await again.WriteAsync(sources.All, CancellationToken.None));
        Assert.Equal(Image.Bytes, slot.Content);
    }

    // Somebody pulls the stick in the middle of a pack and puts another one in: it has files of the same
    // names and lengths, or nothing.
    [Theory]
    [InlineData(true, UpdateRefusal.NotReachable)]
    [InlineData(false, UpdateRefusal.FileMismatch)]
    public async Task Survives_AStickThatIsExchangedInTheMiddle(bool isEmpty, UpdateRefusal expected)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "packs"));
        void Put(Func<byte[], byte[]> change)
        {
            foreach ((string name, byte[] pack) in Image.Packs)
            {
                File.WriteAllBytes(Path.Combine(_folder, name), change(pack));
            }
        }
        Put(pack => pack);
        using var sources = new ImageSources([_folder]);
        byte[] Other(byte[] pack) => isEmpty ? [] : [.. pack.Select(each => (byte)(each ^ 0xff))];
        var exchanged = new Exchanged(sources.All[0], () => Put(Other));
        var slot = new MemoryBlocks(new byte[Image.Bytes.Length]);
        using (var writer = new ImageWriter(Image.Index, slot, seed: null))
        {
            Assert.Equal(expected, (await writer.WriteAsync([exchanged], CancellationToken.None))?.Refusal);
        }
        Assert.NotNull(ImageReadBack.Check(Image.Index, slot));
        Assert.NotEmpty(slot.Writes);
        Assert.All(slot.Writes, write =>
            Assert.Equal(Image.Bytes.Skip((int)write.At).Take(write.Bytes.Length), write.Bytes));

        Put(pack => pack);
        using var again = new ImageWriter(Image.Index, slot, seed: null);
        Assert.Null(await again.WriteAsync(sources.All, CancellationToken.None));
        Assert.Equal(Image.Bytes, slot.Content);
        Assert.True(again.Report.Kept > 0, "what came before was fetched again");
    }

    [Fact]
    public void Refuses_WhatIsNotThere_AndWritesBeyondTheEnd()
    {
        Assert.Throws<IOException>(() => LinuxBlocks.OpenWrite(Path.Combine(_folder, "none")));
        Assert.Throws<IOException>(() => LinuxBlocks.OpenWrite(_folder));
        string path = Path.Combine(_folder, "slot");
        File.WriteAllBytes(path, new byte[8_192]);
        using LinuxBlocks blocks = LinuxBlocks.OpenWrite(path);
        Assert.Throws<IOException>(() => blocks.Write(4_096, new byte[4_097]));
        Assert.Throws<IOException>(() => blocks.Read(4_096, new byte[4_097]));
        Assert.Throws<ArgumentException>(() => blocks.ReadBack(1, new byte[4_096]));
    }

    private static long ReadFromMedium() => long.Parse(
        File.ReadLines("/proc/self/io").Single(line => line.StartsWith("read_bytes:", StringComparison.Ordinal))["read_bytes:".Length..],
        CultureInfo.InvariantCulture);

    private sealed class Exchanged(IRepositorySource source, Action exchange) : IRepositorySource
    {
        private bool _isDone;

        public Task<Result<long, TufSourceFault>> CopyAsync(
            string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
            CancellationToken cancellation) =>
            source.CopyAsync(path, from, maxBytes, sink, cancellation);

        public Task<TufSourceFault?> CopyRangeAsync(
            string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
            CancellationToken cancellation) =>
            source.CopyRangeAsync(
                path, range,
                async (bytes, token) =>
                {
                    await sink(bytes, token);
                    if (!_isDone) { exchange(); }
                    _isDone = true;
                },
                cancellation);
    }
}
