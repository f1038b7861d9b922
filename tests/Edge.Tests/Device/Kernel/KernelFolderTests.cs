using Edge.Device.Kernel;

namespace Edge.Tests.Device.Kernel;

public sealed class KernelFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // More than one answer of the kernel holds, with names of every length.
    [Fact]
    public void Lists_AsManyNamesAsThereAre()
    {
        string[] names = [.. Enumerable.Range(0, 2_000).Select(i => $"{i}-{new string('x', i % 240)}"), "with blank", "ü", ".hidden"];
        foreach (string name in names) { File.WriteAllText(Path.Combine(_folder, name), ""); }
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "nowhere");
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        Assert.Equal([.. names, "link", "folder"], KernelFolder.Names(_folder)!.ToHashSet());
        Assert.Equal(names.Length + 2, KernelFolder.Names(_folder)!.Count);
    }

    [Fact]
    public void Tells_AnEmptyFolderFromNone()
    {
        Assert.Empty(KernelFolder.Names(_folder)!);
        Assert.Null(KernelFolder.Names(Path.Combine(_folder, "missing")));
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        Assert.Null(KernelFolder.Names(Path.Combine(_folder, "file")));
        Assert.Null(KernelFolder.Names(Path.Combine(_folder, "file", "below")));
    }

    [Fact]
    public void Lists_WhatTheKernelShows() => Assert.Contains("self", KernelFolder.Names("/proc")!);

    [Theory]
    [InlineData("a")]
    [InlineData("../over/there")]
    [InlineData("/ü/absolute")]
    public void Follows_ALinkOneStep(string target)
    {
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, target);
        Assert.Equal(target, KernelLink.TargetOf(link));
    }

    [Fact]
    public void Finds_NoLinkWhereThereIsNone()
    {
        Assert.Null(KernelLink.TargetOf(_folder));
        Assert.Null(KernelLink.TargetOf(Path.Combine(_folder, "missing")));
    }
}
