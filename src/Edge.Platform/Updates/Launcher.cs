using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;

namespace Edge.Platform.Updates;

/// <param name="Release">Null: none of the slots; the installed executable runs.</param>
/// <param name="Entry">The file that a start needs, an executable or a site file; null exactly when the release is.</param>
/// <param name="Warnings">What was passed over, and why.</param>
public sealed record LaunchChoice(SlotRelease? Release, string? Entry, IReadOnlyList<string> Warnings);

/// <summary>Chooses what a start of the service runs; something always does.</summary>
/// <param name="entry">The file that must be in a release.</param>
/// <param name="turnOf">What a candidate may do that belongs to an operating system; null: there is none.</param>
/// <param name="epochFloor">The security epoch that this machine has reached: the version before does not run below it. Null: none.</param>
public sealed class Launcher(
    SlotLedger ledger, ISlotStore slots, string entry = Launcher.Executable, Func<ContentHash, GroupTurn>? turnOf = null,
    Func<long>? epochFloor = null)
{
    /// <summary>The executable in every release of the application.</summary>
    public const string Executable = "edge";

    private readonly bool _mustRun = entry == Executable;

    /// <summary>Counts a start of the candidate, durably, before anything of it runs. Null when that was possible.</summary>
    /// <remarks>Where the disk does not take it, the candidate does not run: a start that is not counted could repeat for ever.
    /// </remarks>
    public string? Begin(string start)
    {
        try
        {
            SlotState state = ledger.State;
            if (state.Phase is not (UpdatePhase.Armed or UpdatePhase.Trial)) { return null; }
            if (state.Candidate!.With is { } system && turnOf is not null && !MayCount(state, turnOf(system))) { return null; }
            // The tries of what belongs to an operating system are those of the operating system.
            bool isCounted = state.Candidate!.With is null || turnOf is null || state.Phase == UpdatePhase.Armed;
            UpdateEvent happened = !slots.Verify(state.Candidate!.Release).TryGet(out _, out UpdateReason damage)
                ? new UpdateEvent.CandidateDamaged(damage.Detail)
                : isCounted ? new UpdateEvent.Started(start) : new UpdateEvent.TrialSeen(start);
            _ = ledger.Take(happened);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The start could not be counted, the version before runs: {exception.Message}";
        }
    }

    // The operating system decides about what belongs to it; what it took without ever having started it is tried like any other.
    private bool MayCount(SlotState state, GroupTurn turn)
    {
        if (turn == GroupTurn.Lost) { _ = ledger.Take(ReleaseGroups.Undone); }
        if (turn == GroupTurn.Taken && state.Phase == UpdatePhase.Trial) { _ = ledger.Take(new UpdateEvent.CommitRequested()); }
        return turn == GroupTurn.Runs || (turn == GroupTurn.Taken && state.Phase == UpdatePhase.Armed);
    }

    /// <param name="start">The start that was counted; null: only what is committed.</param>
    public LaunchChoice Choose(string? start)
    {
        var warnings = new List<string>();
        try
        {
            if (slots.StateDamage() is { } damage) { warnings.Add(damage); }
            SlotState state = ledger.State;
            SlotRelease? chosen = start is null ? state.Committed : UpdateMachine.Chosen(state, start);
            SlotRelease?[] order = [chosen, state.Committed, state.Previous];
            foreach (SlotRelease release in order.OfType<SlotRelease>().Distinct())
            {
                if (Problem(state, release) is not string problem)
                {
                    return new LaunchChoice(release, slots.PathOf(release.Slot, entry), warnings);
                }
                warnings.Add(problem);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warnings.Add(exception.Message);
        }
        return new LaunchChoice(null, null, warnings);
    }

    /// <summary>What the service runs now: also a candidate, while it is on trial.</summary>
    public LaunchChoice ChooseRunning()
    {
        try
        {
            return Choose(ledger.State.Candidate?.Starts.LastOrDefault());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new LaunchChoice(null, null, [exception.Message]);
        }
    }

    // A sector that cannot be read is damage like another byte: the next one is tried.
    private string? Problem(SlotState state, SlotRelease release)
    {
        try
        {
            return release == state.Previous && epochFloor?.Invoke() is long floor && release.Epoch < floor
                ? $"{release.Release} has security epoch {release.Epoch}, this machine has reached {floor}"
                : Problem(release);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private string? Problem(SlotRelease release)
    {
        if (!slots.Verify(release).TryGet(out ReleaseManifest manifest, out UpdateReason reason)) { return reason.Detail; }
        return manifest.Files.Any(file => file.Path == entry && (file.IsExecutable || !_mustRun))
            ? null
            : $"{release.Release} has no {(_mustRun ? "executable " : "")}{entry}";
    }
}
