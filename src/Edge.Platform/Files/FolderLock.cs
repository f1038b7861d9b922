namespace Edge.Platform.Files;

public enum FolderLockRefusal : byte
{
    /// <summary>Another process holds it.</summary>
    InUse = 1,
    /// <summary>The folder is missing or cannot be written.</summary>
    NotPossible = 2,
}

/// <summary>Keeps a folder for one process: a lock on a small file in it, which ends with the process however that ends.</summary>
/// <remarks>Source: flock(2).</remarks>
public sealed class FolderLock : IDisposable
{
    /// <summary>EWOULDBLOCK; errno(3).</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Makes the folder where it is missing, for its owner alone.</summary>
    public static Result<FolderLock, FolderLockRefusal> Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder, DurableFile.OwnersFolder);
            return new FolderLock(new FileStream(Path.Combine(folder, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = DurableFile.OwnerOnly,
            }));
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            return FolderLockRefusal.InUse;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return FolderLockRefusal.NotPossible;
        }
    }

    public void Dispose() => _file.Dispose();
}
