using Edge.Updates;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>A new map, when every repository of the one before names the same.</summary>
public sealed class MapRenewal(AgreedTargets targets, RepositoryMap map)
{
    /// <summary>The bytes of the map; null where none is published, or not by all.</summary>
    public async Task<Result<byte[], UpdateReason>?> FindAsync(
        Func<AgreedTarget, CancellationToken, Task<Result<byte[], UpdateReason>>> read, CancellationToken cancellation)
    {
        TargetPath path = TargetPath.From(RepositoryMap.TargetName).Value;
        if (map.DecidersOf(path) is not { } deciders || deciders.Length != map.Repositories.Length) { return null; }
        if (await targets.TryFindAsync(path, cancellation) is not { } found) { return null; }
        if (!found.TryGet(out AgreedTarget target, out UpdateReason reason)) { return reason; }
        if (target.Length > RepositoryMap.MaxBytes) { return new UpdateReason(UpdateRefusal.Malformed, $"{path}: too large"); }
        var loaded = await read(target, cancellation);
        if (!loaded.TryGet(out byte[] bytes, out reason)) { return reason; }
        if (ContentHash.Of(bytes) != target.Hash) { return new UpdateReason(UpdateRefusal.FileMismatch, $"{path}: not the bytes that are signed"); }
        var next = RepositoryMap.Read(bytes);
        return next.IsOk ? bytes : next.Reason;
    }
}
