using System.Diagnostics;
using Edge.Operator;

namespace Edge.Tests.Operator;

/// <summary>Files that somebody names: what has no end, is too large, or is none.</summary>
public sealed class GivenFileTests : IDisposable
{
    private readonly string _desk = Directory.CreateTempSubdirectory("edge-given-").FullName;

    public void Dispose() => Directory.Delete(_desk, recursive: true);

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Reads_UpToTheLimit(int length, bool isTaken)
    {
        string path = Path.Combine(_desk, "file");
        File.WriteAllBytes(path, new byte[length]);
        var read = GivenFile.Read(path, 10);
        Assert.Equal(isTaken, read.IsOk);
        if (isTaken) { Assert.Equal(length, read.Value.Length); }
    }

    [Fact]
    public void Refuses_WhatHasNoEnd() =>
        Assert.Contains("larger than 10 bytes", GivenFile.Read("/dev/zero", 10).Reason, StringComparison.Ordinal);

    [Fact]
    public void Names_WhatIsNoFile()
    {
        Assert.Contains("it is a folder", GivenFile.Read(_desk, 10).Reason, StringComparison.Ordinal);
        Assert.Contains("no such file", GivenFile.Read(Path.Combine(_desk, "none"), 10).Reason, StringComparison.Ordinal);
    }

    // As a shell hands over what another program says: --key <(...).
    [Fact]
    public void Reads_APipeToItsEnd()
    {
        string pipe = Path.Combine(_desk, "pipe");
        using (Process made = Process.Start("mkfifo", [pipe])) { made.WaitForExit(); }
        using Process writer = Process.Start("sh", ["-c", $"printf key > '{pipe}'"]);
        Assert.Equal("key"u8.ToArray(), GivenFile.Read(pipe, 10).Value);
        writer.WaitForExit();
    }
}
