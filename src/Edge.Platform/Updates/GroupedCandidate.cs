using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <summary>The application beside an operating system: what would run with it, and what is taken or undone
/// together with it.</summary>
/// <remarks>The operating system decides: its state says what becomes of the candidate, so a cut between the
/// two is gone on from.
/// Throws <see cref="IOException"/>.</remarks>
/// <param name="slots">Of the application.</param>
public sealed class GroupedCandidate(SlotLedger ledger, ISlotStore slots)
{
    /// <summary>The candidate that is armed together with this operating system; null: none.</summary>
    /// <param name="system">Its manifest.</param>
    public Candidate? Of(ContentHash system) =>
        ledger.State is { Phase: UpdatePhase.Armed or UpdatePhase.Trial, Candidate: { } candidate } && candidate.With == system ? candidate : null;

    /// <summary>The manifest of a candidate or of what is committed; null: its slot is damaged.</summary>
    public ReleaseManifest? ManifestOf(SlotRelease release) => slots.Verify(release).TryGet(out ReleaseManifest manifest, out _) ? manifest : null;

    /// <summary>Whether an operating system runs with the application that would run on it; null: it
    /// does.</summary>
    public UpdateReason? Check(ReleaseManifest system, ContentHash manifest)
    {
        SlotRelease? app = Of(manifest)?.Release ?? ledger.State.Committed;
        return ReleaseGroups.Check(system, ReleaseManifest.App, app?.Release, app is null ? null : ManifestOf(app));
    }

    /// <summary>The operating system was taken, and the candidate with it. Nothing where there is
    /// none.</summary>
    public void Commit(ContentHash system)
    {
        if (Of(system) is not null) { _ = ledger.Take(new UpdateEvent.CommitRequested()); }
    }

    /// <summary>The operating system was undone, and the candidate with it. Nothing where there is
    /// none.</summary>
    public void Undo(ContentHash system)
    {
        if (Of(system) is not null) { _ = ledger.Take(ReleaseGroups.Undone); }
    }
}
