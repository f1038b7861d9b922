using Edge.Platform.Updates.Images;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>A file in the place of a disk, and folders as the kernel shows its partitions.</summary>
public sealed class DiskGapsTests : IDisposable
{
    private const int Size = 16_384;

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-gaps").FullName;
    private readonly string _disk;

    public DiskGapsTests()
    {
        _disk = Path.Combine(_folder, "card0");
        File.WriteAllBytes(_disk, new byte[4 << 20]);
        Directory.CreateDirectory(Path.Combine(_folder, "class", "card0", "queue"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // From byte 1,048,576 to 2,097,151: whatever touches one of them is refused.
    [Theory]
    [InlineData(512 * 1_024, 1_048_576 - Size, true)]
    [InlineData(512 * 1_024, 1_048_576 - Size + 1, false)]
    [InlineData(512 * 1_024, 2_097_151, false)]
    [InlineData(512 * 1_024, 2_097_152, true)]
    [InlineData(1_500_000, 512 * 1_024, false)]
    public void Writes_BetweenPartitions_AndNowhereElse(long first, long second, bool isOpened)
    {
        Partition("card0p1", 2_048, 2_048);
        var gaps = new DiskGaps(Path.Combine(_folder, "class"));
        if (!isOpened)
        {
            var refused = Assert.Throws<IOException>(() => gaps.OpenWrite(_disk, [(first, Size), (second, Size)]));
            Assert.Contains("in its partition card0p1", refused.Message, StringComparison.Ordinal);
            return;
        }
        using LinuxBlocks blocks = gaps.OpenWrite(_disk, [(first, Size), (second, Size)]);
        blocks.Write(second, "whole"u8);
        blocks.Flush();
        Assert.Equal("whole"u8.ToArray(), File.ReadAllBytes(_disk)[(int)second..(int)(second + 5)]);
    }

    // By a link, as udev makes them.
    [Fact]
    public void Looks_AtTheDisk_ThatALinkNames()
    {
        Partition("card0p1", 2_048, 2_048);
        string link = Path.Combine(_folder, "by-id");
        File.CreateSymbolicLink(link, _disk);
        Assert.Throws<IOException>(() => new DiskGaps(Path.Combine(_folder, "class")).OpenWrite(link, [(1_048_576, Size)]));
    }

    [Fact]
    public void OpensAsAlways_WhatHasNoPartitions()
    {
        using LinuxBlocks blocks = new DiskGaps(Path.Combine(_folder, "class")).OpenWrite(_disk, [(1_048_576, Size)]);
        Assert.Equal(4 << 20, blocks.Length);
    }

    private void Partition(string name, long start, long size)
    {
        string folder = Path.Combine(_folder, "class", "card0", name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "partition"), "1\n");
        File.WriteAllText(Path.Combine(folder, "start"), $"{start}\n");
        File.WriteAllText(Path.Combine(folder, "size"), $"{size}\n");
    }
}
