using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Updates;

/// <summary>What a candidate of the application may do that is committed together with an operating
/// system.</summary>
public enum GroupTurn : byte
{
    /// <summary>The operating system is on its way; until it runs, what is committed does.</summary>
    Waits = 1,
    /// <summary>The operating system is on trial and runs: so does the candidate.</summary>
    Runs = 2,
    /// <summary>The operating system was taken, and the candidate with it.</summary>
    Taken = 3,
    /// <summary>The operating system is gone, and the candidate with it.</summary>
    Lost = 4,
}

/// <summary>Which releases of different components run together, and what becomes of those that belong
/// together.</summary>
public static class ReleaseGroups
{
    /// <summary>What happens to a candidate whose operating system is gone.</summary>
    public static UpdateEvent Undone { get; } = new UpdateEvent.TrialRefused(
        new UpdateReason(UpdateRefusal.NeedsAnother, "the operating system that it belongs to was undone"));

    /// <summary>Null: the two run together, as far as either says.</summary>
    /// <param name="component">Of the other.</param>
    /// <param name="release">Of the other; null: what the board was set up with.</param>
    /// <param name="other">Null: what it needs is not known.</param>
    public static UpdateReason? Check(ReleaseManifest manifest, string component, string? release, ReleaseManifest? other)
    {
        string runs = release is null ? $"the installed {component}" : $"{component} {release}";
        if (Names(manifest, component) is { } wanted && (release is null || !wanted.Releases.Contains(release)))
        {
            return Refuse($"{manifest.Release} runs with {component} {string.Join(" or ", wanted.Releases)}, here is {runs}");
        }
        return other is not null && Names(other, manifest.Component) is { } asked && !asked.Releases.Contains(manifest.Release)
            ? Refuse($"{runs} runs with {manifest.Component} {string.Join(" or ", asked.Releases)}, not with {manifest.Release}")
            : null;
    }

    /// <param name="with">Of the candidate, <see cref="Candidate.With"/>.</param>
    /// <param name="system">State of the operating system.</param>
    /// <param name="running">The slot whose operating system runs; null: not known.</param>
    public static GroupTurn Turn(ContentHash with, SlotState system, SlotName? running)
    {
        if (system.Committed?.Manifest == with) { return GroupTurn.Taken; }
        if (system.Candidate?.Release is not { } candidate || candidate.Manifest != with)
        {
            return GroupTurn.Lost;
        }
        return system.Phase == UpdatePhase.Trial && running == candidate.Slot ? GroupTurn.Runs : GroupTurn.Waits;
    }

    private static ReleaseNeed? Names(ReleaseManifest manifest, string component) =>
        manifest.Needs.FirstOrDefault(need => need.Component == component);

    private static UpdateReason Refuse(string detail) => new(UpdateRefusal.NeedsAnother, detail);
}
