using Edge.Device.Kernel;
using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Device.Hardening;

/// <summary>The resident guard: applies, reports, and looks again whenever the kernel tells of something new and every two
/// seconds otherwise. What drifted is undone, or at least recorded, within one round.</summary>
/// <remarks>A look that finds everything as it was costs some forty small reads; only what differs costs processes.</remarks>
public sealed class GuardLoop(
    GuardCycle cycle, Func<Result<GuardPolicy, string>> policy, GuardSigner signer, ChangeSigns signs,
        FileWatch files, IGuardTrail trail,
    TimeProvider time, Action? eachMinute = null)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(1);

    private GuardPolicy? _policy;
    private HashSet<string> _known = [];
    private byte[] _hash = [];

    /// <summary>Until the token ends it.</summary>
    /// <param name="ready">Called after the first report.</param>
    /// <param name="lookForTechnician">Called in each round after it, until it is true.</param>
    public Task RunAsync(Action ready, Func<GuardPolicy, bool> lookForTechnician, CancellationToken cancellationToken) =>
        OwnThread.RunAsync("guard", () => Run(ready, lookForTechnician, cancellationToken),
            cancellationToken);

    private void Run(Action ready, Func<GuardPolicy, bool> lookForTechnician, CancellationToken cancellationToken)
    {
        using var news = new KernelNews();
        bool isWatching = news.Watch(FileWatch.WatchedFolders);
        foreach (GuardEvent changed in files.Changes()) { trail.Record(changed); }
        Round(isFirst: true);
        ready();
        long lastFull = time.GetTimestamp();
        bool isDone = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            (bool isTold, bool hasFiles) = news.Wait(Interval);
            if (cancellationToken.IsCancellationRequested) { return; }
            isDone = isDone || _policy is { } known && lookForTechnician(known);
            bool isDue = time.GetElapsedTime(lastFull) >= Full;
            if (isDue) { eachMinute?.Invoke(); }
            if (cycle.OwesReport) { _ = cycle.Publish(signer); }
            IReadOnlyList<GuardEvent> changed = hasFiles || isDue || !isWatching ? files.Changes() : [];
            foreach (GuardEvent each in changed) { trail.Record(each); }
            if (hasFiles) { news.Watch(FileWatch.WatchedFolders); }
            if (!signs.HaveChanged() && !isTold && changed.Count == 0 && !isDue) { continue; }
            Round(isFirst: false);
            if (isDue) { lastFull = time.GetTimestamp(); }
        }
    }

    private void Round(bool isFirst)
    {
        Result<GuardPolicy, string> read = policy();
        if (read.IsOk) { _policy = read.Value; }
        else { trail.Record(new(GuardEventKind.Failed, "site file",
            $"{read.Reason} What was declared before holds.")); }
        if (_policy is not { } known) { return; }
        IReadOnlyList<(GuardStep Step, StepResult Result)> drift = [];
        if (!isFirst)
        {
            GuardPlan plan = cycle.Plan(known);
            // Where nothing is enforced, nothing drifts: the report says what is not as wanted.
            drift = known.Mode == GuardMode.Enforce ? cycle.Drift(plan) : [];
            foreach ((GuardStep step, StepResult result) in drift)
            {
                trail.Record(new(GuardEventKind.Drift, step.Key, $"is {GuardReports.Shown(result.Now ?? "")}, is to be {GuardReports.Shown(step.Wanted)}"));
            }
            if (drift.Count == 0 && !HasNews(plan)) { signs.Remember(); return; }
            TellOfNew(plan);
        }
        (GuardPlan applied, IReadOnlyDictionary<string, StepResult> results, _) = cycle.Round(known, signer);
        foreach ((GuardStep step, _) in drift)
        {
            if (results.GetValueOrDefault(step.Key) is { Outcome: StepOutcome.Applied or StepOutcome.AlreadySo })
            {
                trail.Record(new(GuardEventKind.DriftUndone, step.Key, GuardReports.Shown(step.Wanted)));
            }
        }
        _hash = applied.Hash();
        _known = [.. applied.Entries.Select(NameOf)];
        signs.Remember();
    }

    /// <summary>Something that nobody declared and that was not there before, whether or not there is anything to do about it:
    /// a device that got no driver is an event as well.</summary>
    private void TellOfNew(GuardPlan plan)
    {
        foreach (PlanEntry entry in plan.Entries.Where(entry => entry.Decision is Decision.Off or Decision.Spared && !_known.Contains(NameOf(entry))))
        {
            trail.Record(new(GuardEventKind.Drift, NameOf(entry), $"is new here: {entry.Note}"));
        }
    }

    private static string NameOf(PlanEntry entry) => $"{entry.Kind} {entry.Name}";

    private bool HasNews(GuardPlan plan) => !plan.Hash().AsSpan().SequenceEqual(_hash);
}
