using Edge.Updates.Releases;
using Edge.Updates.Rollouts;
using Edge.Updates.Tuf;

namespace Edge.Updates.Trust;

/// <summary>A release that may run here, and the bytes of its manifest.</summary>
/// <param name="Rollout">Who gets it when; null: a person named the release.</param>
public sealed record FoundRelease(ReleaseManifest Manifest, byte[] ManifestBytes, AgreedTarget Target, Rollout? Rollout = null);

/// <summary>From the operator's word to a verified manifest; the same steps for the fetcher and for the slot writer.</summary>
/// <param name="read">The bytes of a target from wherever they are; they are checked here.</param>
public sealed class ReleaseFinder(
    AgreedTargets targets, Func<AgreedTarget, CancellationToken, Task<Result<byte[], UpdateReason>>> read)
{
    /// <param name="release">Another approved release than the one that is wanted for all; null: that one.</param>
    public async Task<Result<FoundRelease, UpdateReason>> FindAsync(
        string component, string rid, string? release, CancellationToken cancellation)
    {
        if (await CheckHaltAsync(cancellation) is UpdateReason halted) { return halted; }
        Rollout? rollout = null;
        if (release is null)
        {
            var wanted = await WantedAsync(component, cancellation);
            if (!wanted.TryGet(out rollout, out UpdateReason unknown)) { return unknown; }
            release = rollout.Release;
        }
        string path = ReleaseManifest.PathOf(component, rid, release);
        var loaded = await LoadAsync(path, ReleaseLimits.MaxManifestBytes, cancellation);
        if (!loaded.TryGet(out (AgreedTarget Target, byte[] Bytes) file, out UpdateReason reason))
        {
            // A release of sites has something for some of them only.
            return component == ReleaseManifest.Site && await IsUnnamedAsync(path, reason, cancellation)
                ? new UpdateReason(UpdateRefusal.NotChosen, $"release {release} has nothing for site {rid}")
                : reason;
        }
        if (!ReleaseReader.Read(file.Bytes).TryGet(out ReleaseManifest manifest, out reason)) { return reason; }
        if (manifest.Rid != rid) { return new UpdateReason(UpdateRefusal.WrongClass, $"made for {manifest.Rid}, this machine is {rid}"); }
        if (manifest.Component != component || manifest.Release != release)
        {
            return new UpdateReason(UpdateRefusal.WrongRelease, $"{file.Target.Path} holds {manifest.Component} {manifest.Release}");
        }
        return new FoundRelease(manifest, file.Bytes, file.Target, rollout);
    }

    private async Task<UpdateReason?> CheckHaltAsync(CancellationToken cancellation)
    {
        var halt = await targets.TryFindAsync(TargetPath.From(AgreedTargets.Halt).Value, cancellation);
        return halt switch
        {
            null => null,
            { IsOk: true } => new UpdateReason(UpdateRefusal.Halted, "the operator has published halt.json; nothing new is installed until it is gone"),
            { } refused => refused.Reason,
        };
    }

    private async Task<Result<Rollout, UpdateReason>> WantedAsync(string component, CancellationToken cancellation)
    {
        var loaded = await LoadAsync(Rollout.PathOf(component), RolloutLimits.MaxBytes, cancellation);
        if (!loaded.TryGet(out (AgreedTarget Target, byte[] Bytes) file, out UpdateReason reason))
        {
            return await IsUnnamedAsync(Rollout.PathOf(component), reason, cancellation)
                ? new UpdateReason(UpdateRefusal.NothingWanted, $"no rollout of component {component} is published")
                : reason;
        }
        if (!RolloutFile.Read(file.Bytes).TryGet(out Rollout rollout, out reason)) { return reason; }
        return rollout.Component == component
            ? rollout
            : new UpdateReason(UpdateRefusal.WrongRelease, $"{file.Target.Path} is about {rollout.Component}");
    }

    // Nobody names it; not: one names it and another does not.
    private async Task<bool> IsUnnamedAsync(string path, UpdateReason reason, CancellationToken cancellation) =>
        reason.Refusal == UpdateRefusal.RepositoriesDisagree
        && await targets.TryFindAsync(TargetPath.From(path).Value, cancellation) is null;

    private async Task<Result<(AgreedTarget Target, byte[] Bytes), UpdateReason>> LoadAsync(
        string text, int maxBytes, CancellationToken cancellation)
    {
        if (!TargetPath.From(text).TryGet(out TargetPath path, out TufReason bad)) { return UpdateReason.Of(bad); }
        var found = await targets.FindAsync(path, cancellation);
        if (!found.TryGet(out AgreedTarget target, out UpdateReason reason)) { return reason; }
        if (target.Length > maxBytes) { return new UpdateReason(UpdateRefusal.Malformed, $"{path}: more than {maxBytes} bytes"); }
        var loaded = await read(target, cancellation);
        if (!loaded.TryGet(out byte[] bytes, out reason)) { return reason; }
        return bytes.Length == target.Length && ContentHash.Of(bytes) == target.Hash
            ? (target, bytes)
            : new UpdateReason(UpdateRefusal.FileMismatch, $"{path}: not the bytes that are signed");
    }
}
