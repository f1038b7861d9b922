using Edge.Platform.Files;

namespace Edge.Operator.Publishing;

/// <summary>One writer at a time on a repository: from before it is read until the last file is
/// written.</summary>
/// <remarks>The file <c>lock</c> beside <c>public</c>; the lock ends with the process, however that
/// ends.</remarks>
internal static class WriterTurn
{
    /// <summary>A publication or a signature takes less; whoever builds a release may take longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The lock of a folder that is there; or who is in the way.</summary>
    public static async Task<Result<FolderLock, string>> TakeAsync(
        RepositoryFolder folder, TimeProvider time, CancellationToken cancellation)
    {
        for (long began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellation))
        {
            Result<FolderLock, FolderLockRefusal> taken = FolderLock.Take(folder.Path);
            if (taken.IsOk) { return taken.Value; }
            if (taken.Reason == FolderLockRefusal.NotPossible)
            {
                return $"{Path.Combine(folder.Path, "lock")} cannot be made or opened by the user {Environment.UserName}: "
                    + "a repository is written by one user. Nothing was changed.";
            }
            if (time.GetElapsedTime(began) >= Patience)
            {
                return $"{folder.Path}: another edge-operator writes this repository. Nothing was changed; the same again when it has ended.";
            }
        }
    }
}
