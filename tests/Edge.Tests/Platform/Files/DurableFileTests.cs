using Edge.Platform.Files;

namespace Edge.Tests.Platform.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Replace_PutsContentAndMode_AndLeavesNothingBeside()
    {
        string path = Path.Combine(_folder, "key");
        DurableFile.Replace(path, "old"u8, DurableFile.WorldReadable);
        DurableFile.Replace(path, "new"u8, DurableFile.OwnerOnly);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Replace_AfterACutWhileWriting_WritesAnew()
    {
        string path = Path.Combine(_folder, "key");
        File.WriteAllText(Path.Combine(_folder, ".key.new"), "half a fi");
        DurableFile.Replace(path, "whole"u8, DurableFile.OwnerOnly);
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Replace_WithoutRoom_KeepsTheOldFile()
    {
        // A folder in the place of the temporary file stands for every failure before the rename.
        string path = Path.Combine(_folder, "key");
        DurableFile.Replace(path, "old"u8, DurableFile.OwnerOnly);
        Directory.CreateDirectory(Path.Combine(_folder, ".key.new"));
        Assert.ThrowsAny<SystemException>(() => DurableFile.Replace(path, "new"u8, DurableFile.OwnerOnly));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void TryCreate_NeverReplaces()
    {
        string path = Path.Combine(_folder, "key");
        Assert.True(DurableFile.TryCreate(path, "first"u8, DurableFile.OwnerOnly));
        Assert.False(DurableFile.TryCreate(path, "second"u8, DurableFile.OwnerOnly));
        Assert.Equal("first", File.ReadAllText(path));
    }

    [Fact]
    public void FlushFolder_ThatIsNotThere_Throws() =>
        Assert.Throws<IOException>(() => DurableFile.FlushFolder(Path.Combine(_folder, "missing")));
}
