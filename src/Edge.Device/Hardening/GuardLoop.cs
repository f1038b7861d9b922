using Edge.Device.Kernel;
using Edge.Device.Systemd;
using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Device.Hardening;

/// <summary>The resident guard: applies, reports, and looks again whenever the kernel or systemd tells of
/// something new and every two seconds otherwise. What drifted is undone, or at least recorded, within one
/// round.</summary>
/// <remarks>A look that finds everything as it was costs some forty small reads; only what differs costs
/// processes.</remarks>
public sealed class GuardLoop(
    GuardCycle cycle, Func<Result<GuardPolicy, string>> policy, GuardSigner signer, ChangeSigns signs,
        FileWatch files, IGuardTrail trail,
    TimeProvider time, Action? eachMinute = null)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Full = TimeSpan.FromMinutes(1);

    /// <summary>Between two questions for units: a machine that starts up tells of hundreds.</summary>
    private static readonly TimeSpan BetweenUnits = TimeSpan.FromSeconds(1);

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
        bool hasSystemd = Environment.IsPrivilegedProcess && Directory.Exists("/run/systemd/system");
        using var news = new KernelNews(jobs: hasSystemd ? new JobSignals(SystemdBus.Connect) : null);
        (IReadOnlyList<GuardEvent> before, bool isWatching) = LookAtFiles(news);
        foreach (GuardEvent each in before) { trail.Record(each); }
        Round(isFirst: true);
        ready();
        long lastFull = time.GetTimestamp(), lastUnits = lastFull;
        bool isDone = false, hasUnits = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            News told = news.Wait(Interval);
            if (cancellationToken.IsCancellationRequested) { return; }
            hasUnits |= told.HasFlag(News.Units);
            bool asksUnits = hasUnits && time.GetElapsedTime(lastUnits) >= BetweenUnits;
            if (told == News.Units && !asksUnits) { continue; }
            if (asksUnits) { (hasUnits, lastUnits) = (false, time.GetTimestamp()); }
            isDone = isDone || _policy is { } known && lookForTechnician(known);
            bool isDue = time.GetElapsedTime(lastFull) >= Full;
            if (isDue) { eachMinute?.Invoke(); }
            if (cycle.OwesReport) { _ = cycle.Publish(signer); }
            bool looks = told.HasFlag(News.Files) || isDue || !isWatching;
            IReadOnlyList<GuardEvent> changed = looks ? LookAtFiles(news).Changed : [];
            foreach (GuardEvent each in changed) { trail.Record(each); }
            bool isWorthIt = isDue || changed.Count > 0 || (looks && files.IsTouched) || told.HasFlag(News.Machine) || signs.HaveChanged(asksUnits);
            if (!isWorthIt) { continue; }
            Round(isFirst: false);
            if (isDue) { lastFull = time.GetTimestamp(); }
        }
    }

    /// <summary>A folder that is new is watched, and looked at again: something may have come into it
    /// meanwhile.</summary>
    private (IReadOnlyList<GuardEvent> Changed, bool IsWatching) LookAtFiles(KernelNews news)
    {
        IReadOnlyList<string> known = files.Folders;
        IReadOnlyList<GuardEvent> changed = files.Changes();
        bool isWatching = news.Watch(files.Folders, files.Above);
        if (known.SequenceEqual(files.Folders)) { return (changed, isWatching); }
        return ([.. changed, .. files.Changes()], isWatching);
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

    /// <summary>Something that nobody declared and that was not there before, whether or not there is
    /// anything to do about it: a device that got no driver is an event as well.</summary>
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
