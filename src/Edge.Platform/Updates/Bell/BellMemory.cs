using System.Globalization;
using System.Text;
using Edge.Platform.Files;
using Edge.Updates;
using Edge.Updates.Bell;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Bell;

/// <summary>What the fetcher knows of a repository, for judging messages; and which version rang last.</summary>
/// <remarks>The fetcher's own folders: it is the only one that writes there. Throws <see cref="IOException"/>.</remarks>
public sealed class BellMemory(UpdateFolders folders, IUpdateDisk disk, string repository, TimeProvider time)
{
    private const int MaxDigits = 20;

    private string Rung => Path.Combine(folders.Spool, $"rung-{repository}");

    /// <summary>Null: a fetcher is at work, which knows more in a moment.</summary>
    public BellVerdict? Judge(ReadOnlyMemory<byte> message)
    {
        if (!FolderLock.Take(folders.Spool).TryGet(out FolderLock held, out FolderLockRefusal why))
        {
            return why == FolderLockRefusal.InUse ? null : throw new IOException($"{folders.Spool} cannot be written");
        }
        using (held)
        {
            FileTufStore store = FileTufStore.Open(disk, folders.Spool, UpdateFolders.TrustBelow(repository));
            byte[]? root = store.Read(TufNames.Root, TufLimits.MaxRootBytes)
                ?? disk.ReadAll(folders.FirstRoot(repository), TufLimits.MaxRootBytes);
            if (root is null) { return BellVerdict.Refused; }
            ReferenceTime now = TimeFloor.Read(new FloorStore(disk, folders.Slots).Load().Time, time.GetUtcNow(), TimeSpan.Zero);
            BellVerdict verdict = BellJudge.Judge(
                root, store.Read(TufNames.Timestamp, TufLimits.MaxTimestampBytes), LastRung(), message.Span, now.Time);
            // Once for each version, whatever comes of it: a repository that does not keep its promise is not asked again and again.
            if (verdict == BellVerdict.Rings) { disk.Replace(Rung, Encoding.ASCII.GetBytes($"{BellJudge.VersionOf(message.Span)}\n")); }
            return verdict;
        }
    }

    private long LastRung() =>
        disk.ReadAll(Rung, MaxDigits) is byte[] bytes
        && long.TryParse(Encoding.ASCII.GetString(bytes).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long version)
            ? version
            : 0;
}
