using Edge.Platform.Files;

namespace Edge.Tests.Platform.Files;

public sealed class FolderLockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-lock-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Keeps_OthersOut_UntilItIsGivenBack()
    {
        using (FolderLock.Take(_root).Value)
        {
            Assert.Equal(FolderLockRefusal.InUse, FolderLock.Take(_root).Reason);
        }

        using FolderLock again = FolderLock.Take(_root).Value;
    }

    [Fact]
    public void Makes_TheFolderForItsOwnerAlone()
    {
        string folder = Path.Combine(_root, "state");
        using FolderLock held = FolderLock.Take(folder).Value;
        Assert.Equal(DurableFile.OwnersFolder, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void Says_WhenAFolderCannotBeHad()
    {
        string file = Path.Combine(_root, "file");
        File.WriteAllText(file, "");
        Assert.Equal(FolderLockRefusal.NotPossible, FolderLock.Take(file).Reason);
    }
}
