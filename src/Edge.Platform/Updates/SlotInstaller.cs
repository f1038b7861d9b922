using Edge.Updates;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Platform.Updates;

/// <summary>The privileged side up to the arming: verifies everything again from the spool, without any
/// network.</summary>
/// <remarks>Throws <see cref="IOException"/> when the disk does; running again goes on where it
/// stopped.</remarks>
/// <param name="folder">Of the component.</param>
/// <param name="offline">The spool was filled from a stick.</param>
/// <param name="content">Looks into the full slot before it is tried.</param>
/// <param name="tell">Hears of each phase that is reached, after it is durable.</param>
public sealed class SlotInstaller(
    UpdateFolders folders, IUpdateDisk disk, ISlotStore slots, SlotLedger ledger, string folder, string rid, TimeProvider time,
    bool offline, ISlotContent content, Action<string> tell)
{
    /// <summary>See <see cref="RepositoryRefresh"/>.</summary>
    public Func<bool>? IsUnsynchronised { get; init; }

    /// <summary>What the spool offers, after every check of signatures, persons, repositories, class, time
    /// and turn.</summary>
    public async Task<Result<FoundRelease, UpdateReason>> VerifyAsync(
        string component, UpdateWish wish, CancellationToken cancellation)
    {
        if (!UpdateSetup.Map(folders, disk).TryGet(out RepositoryMap map, out UpdateReason reason))
        {
            return reason;
        }
        var floors = new FloorStore(disk, folders.Slots);
        var refresh = new RepositoryRefresh(folders, disk, time, folders.Slots, offline, IsUnsynchronised);
        var refreshed = await refresh.RunAsync(
            map, floors.Load(), name => new MetadataSource(Spool(name), disk, copyTo: null, trusted: null), cancellation);
        if (!refreshed.TryGet(out FreshRepositories fresh, out reason)) { return reason; }
        floors.Raise(fresh.Floors);
        if (await RenewMapAsync(fresh, map, cancellation) is UpdateReason mapReason) { return mapReason; }
        var finder = new ReleaseFinder(fresh.Targets, ReadAsync);
        var verified = await finder.FindAsync(component, rid, wish.Release, cancellation);
        if (!verified.TryGet(out FoundRelease found, out reason)) { return reason; }
        bool isRunning = slots.Load().Committed?.Manifest == found.Target.Hash;
        // The fetcher's mark means nothing here: it could have been left too early.
        return !isRunning && new RolloutTurns(folders, disk, time).Decide(found, fresh.Floors) is { } turn
            && !turn.Allows(install: true, wish.Now)
            ? turn.Reason
            : found;
    }

    /// <summary>Brings a verified release into its slot, up to armed.</summary>
    /// <param name="again">A person asks.</param>
    /// <param name="before">What the gateway reads now; null: nobody answers.</param>
    public Task<UpdateReason?> InstallAsync(FoundRelease found, bool again, ChannelCount? before, CancellationToken cancellation) =>
        InstallAsync(found, again, before, with: null, cancellation);

    /// <param name="with">Manifest of the operating system that it is committed together with; null: it
    /// stands for itself.</param>
    public async Task<UpdateReason?> InstallAsync(
        FoundRelease found, bool again, ChannelCount? before, ContentHash? with, CancellationToken cancellation)
    {
        if (!Offer(found, again, with).TryGet(out UpdateEvent.Offered offer, out UpdateReason reason)) { return reason; }
        var manifest = found.Manifest;
        if (!ledger.Take(offer).TryGet(out UpdateStep step, out reason)) { return reason; }
        if (step.State.Phase == UpdatePhase.Fetching && !ledger.Take(new UpdateEvent.FilesReady()).TryGet(out step, out reason))
        {
            return reason;
        }
        if (step.State.Phase == UpdatePhase.Written && Verify(step.State) is null) { return null; }
        SlotState state = ledger.State;
        SlotName slot = state.Candidate!.Release.Slot;
        tell($"{manifest.Release} is being written into slot {slot.Word()}");
        slots.Invalidate(slot);
        var filler = new SlotFiller(slots, disk, folder, folders.SpoolOf(found.Target.Found[0].Repository));
        if (filler.Fill(slot, manifest, state) is UpdateReason missing) { return missing; }
        if (await slots.FillImagesAsync(slot, found, cancellation) is UpdateReason lacks)
        {
            return lacks.Refusal == UpdateRefusal.ContentRefused ? Refuse(lacks) : lacks;
        }
        slots.Complete(slot, manifest, found.ManifestBytes);
        if (!content.Check(slots.PathOf(slot, ""), manifest, before).TryGet(out SlotExpectation expected, out reason))
        {
            return Refuse(reason);
        }
        if (!ledger.Take(new UpdateEvent.SlotFilled(expected.UsableChannels)).TryGet(out step, out reason))
        {
            return reason;
        }
        tell($"{manifest.Release} is written; it is read back");
        return Verify(step.State);
    }

    /// <summary>Why it would not be begun with; null: it would. Nothing is changed.</summary>
    public UpdateReason? Preview(FoundRelease found, bool again, ContentHash with)
    {
        if (!Offer(found, again, with).TryGet(out UpdateEvent.Offered offer, out UpdateReason reason)) { return reason; }
        return UpdateMachine.Take(ledger.State, offer).TryGet(out _, out reason) ? null : reason;
    }

    private Result<UpdateEvent.Offered, UpdateReason> Offer(FoundRelease found, bool again, ContentHash? with)
    {
        if (!slots.Ready().TryGet(out RunningSlot running, out UpdateReason reason)) { return reason; }
        var manifest = found.Manifest;
        long floor = new FloorStore(disk, folders.Slots).Load().EpochOf(manifest.Component);
        return new UpdateEvent.Offered(manifest.Release, found.Target.Hash, manifest.Epoch, manifest.State, floor, again, offline)
        {
            Runs = running.Slot, With = with,
        };
    }

    private UpdateReason Refuse(UpdateReason reason)
    {
        var refused = ledger.Take(new UpdateEvent.ContentRefused(reason.Detail));
        return refused.IsOk ? reason : refused.Reason;
    }

    // Read back from the disk: what was written is not what stands there until it was.
    private UpdateReason? Verify(SlotState state)
    {
        bool isWhole = slots.Verify(state.Candidate!.Release).TryGet(out _, out UpdateReason damage);
        UpdateEvent happened = isWhole ? new UpdateEvent.SlotVerified() : new UpdateEvent.CandidateDamaged(damage.Detail);
        var taken = ledger.Take(happened);
        return taken.IsOk ? isWhole ? null : damage : taken.Reason;
    }

    private async Task<UpdateReason?> RenewMapAsync(FreshRepositories fresh, RepositoryMap map, CancellationToken cancellation)
    {
        if (await new MapRenewal(fresh.Targets, map).FindAsync(ReadAsync, cancellation) is not { } renewed)
        {
            return null;
        }
        if (!renewed.TryGet(out byte[] bytes, out UpdateReason reason)) { return reason; }
        byte[]? current = disk.ReadAll(folders.CurrentMap, RepositoryMap.MaxBytes);
        if (current is null || !current.AsSpan().SequenceEqual(bytes)) { disk.Replace(folders.CurrentMap, bytes); }
        return null;
    }

    private Task<Result<byte[], UpdateReason>> ReadAsync(AgreedTarget target, CancellationToken cancellation)
    {
        (string repository, var found) = target.Found[0];
        string file = Path.Combine(folders.SpoolOf(repository), "targets", found.RepositoryPath);
        return Task.FromResult(Read(file, checked((int)target.Length), $"{target.Path}"));
    }

    // The spool is the fetcher's: what is no file there is missing, and no fault of this machine.
    private Result<byte[], UpdateReason> Read(string file, int length, string name)
    {
        try
        {
            return disk.ReadAll(file, length) is byte[] bytes
                ? bytes
                : new UpdateReason(UpdateRefusal.FileMissing, $"{name} is not in the spool");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new UpdateReason(UpdateRefusal.FileMissing, $"{name} is no file in the spool: {exception.Message}");
        }
    }

    private FolderSource Spool(string repository) => new(disk, folders.SpoolOf(repository));
}
