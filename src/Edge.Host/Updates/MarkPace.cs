using Edge.Platform.Updates;

namespace Edge.Host.Updates;

/// <summary>A pause between two marks of the fetcher that came to nothing: whoever has its user could leave one after the other, and root would
/// verify the spool for ever.</summary>
/// <remarks>Kept as the time of an empty file beside the slot writer's lock. A clock that was set back does not count.</remarks>
internal static class MarkPace
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public static Task WaitAsync(UpdateFolders folders, TimeProvider time, CancellationToken cancellation)
    {
        TimeSpan since = time.GetUtcNow() - File.GetLastWriteTimeUtc(FileOf(folders));
        return since >= TimeSpan.Zero && since < Pause ? Task.Delay(Pause - since, time, cancellation) : Task.CompletedTask;
    }

    public static void Note(UpdateFolders folders, TimeProvider time)
    {
        File.WriteAllBytes(FileOf(folders), []);
        File.SetLastWriteTimeUtc(FileOf(folders), time.GetUtcNow().UtcDateTime);
    }

    private static string FileOf(UpdateFolders folders) => Path.Combine(folders.Writing, "paced");
}
