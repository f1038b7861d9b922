using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Device.Hardening;

/// <summary>What a look of the guard leads to: drift is told and undone, a new site file is told as such, and
/// what still holds is
/// signed anew now and then.</summary>
/// <param name="policy">Reads the site file and what else makes the policy.</param>
/// <param name="source">Where the site file in force lies, for people.</param>
public sealed class GuardRounds(
    GuardCycle cycle, Func<Result<GuardPolicy, string>> policy, Func<string> source, GuardSigner signer,
        IGuardTrail trail, TimeProvider time)
{
    private readonly Probation _probation = new();
    private readonly long _start = time.GetTimestamp();
    private HashSet<string> _known = [];
    private byte[] _hash = [];

    /// <summary>The last one that could be read; null: none could.</summary>
    public GuardPolicy? Policy { get; private set; }

    /// <summary>The first of this process: nothing has drifted, as nothing was seen before.</summary>
    public void First()
    {
        if (Read() is { } known) { Act(known, []); }
    }

    /// <summary>Each further one.</summary>
    public void Next()
    {
        GuardPolicy? before = Policy;
        if (Read() is not { } known) { return; }
        bool isOther = before is not null && !before.Hash().AsSpan().SequenceEqual(known.Hash());
        // What was wanted until now is what drift is measured by; what a new site file changes is no drift.
        GuardPolicy measure = isOther ? before! : known;
        GuardPlan plan = cycle.Plan(measure);
        if (IsBroken(plan))
        {
            Act(known, []);
            return;
        }

        // Where nothing is enforced, nothing drifts: the report says what is not as wanted.
        IReadOnlyList<(GuardStep Step, StepResult Result)> drift = measure.Mode == GuardMode.Enforce
            ? cycle.Drift(plan) : [];
        foreach ((GuardStep step, StepResult result) in drift)
        {
            trail.Record(new(GuardEventKind.Drift, step.Key,
                $"is {GuardReports.Shown(result.Now ?? "")}, is to be {GuardReports.Shown(step.Wanted)}"));
        }
        bool hasNews = !plan.Hash().AsSpan().SequenceEqual(_hash);
        if (drift.Count == 0 && !hasNews && !isOther)
        {
            cycle.Renew(signer);
            return;
        }
        if (hasNews) { TellOfNew(plan); }
        if (isOther) { trail.Record(new(GuardEventKind.PolicyChanged, source(), PolicyChange.Words(before!,
            known))); }
        Act(known, drift);
    }

    private TimeSpan Now() => time.GetElapsedTime(_start);

    /// <summary>Whether steps since the last confirmed plan took a channel its address: they are judged
    /// then.</summary>
    private bool IsBroken(GuardPlan plan)
    {
        bool wasConfirmed = _probation.IsConfirmed;
        if (_probation.Look(plan, Now()) is not ({ } channel, { } steps))
        {
            if (_probation.IsConfirmed && !wasConfirmed) { cycle.Remember(plan); }
            return false;
        }

        cycle.TakeBack(channel, steps);
        _probation.Settle(steps);
        return true;
    }

    private GuardPolicy? Read()
    {
        Result<GuardPolicy, string> read = policy();
        if (read.IsOk) { Policy = read.Value; }
        else { trail.Record(new(GuardEventKind.Failed, "site file",
            $"{read.Reason} What was declared before holds.")); }
        return Policy;
    }

    private void Act(GuardPolicy known, IReadOnlyList<(GuardStep Step, StepResult Result)> drift)
    {
        (GuardPlan applied, IReadOnlyDictionary<string, StepResult> results, _) = cycle.Round(known, signer);
        foreach ((GuardStep step, _) in drift)
        {
            if (results.GetValueOrDefault(
                step.Key) is { Outcome: StepOutcome.Applied or StepOutcome.AlreadySo })
            {
                trail.Record(new(GuardEventKind.DriftUndone, step.Key, GuardReports.Shown(step.Wanted)));
            }
        }
        _probation.Begin(applied, applied.Steps.Where(step =>
            results.GetValueOrDefault(step.Key) is { Outcome: StepOutcome.Applied }), Now());
        _hash = applied.Hash();
        _known = [.. applied.Entries.Select(NameOf)];
    }

    /// <summary>Something that nobody declared and that was not there before, whether or not there is
    /// anything to do about it:
    /// a device that got no driver is an event as well.</summary>
    private void TellOfNew(GuardPlan plan)
    {
        foreach (PlanEntry entry in plan.Entries.Where(entry =>
            entry.Decision is Decision.Off or Decision.Spared && !_known.Contains(NameOf(entry))))
        {
            trail.Record(new(GuardEventKind.Drift, NameOf(entry), $"is new here: {entry.Note}"));
        }
    }

    private static string NameOf(PlanEntry entry) => $"{entry.Kind} {entry.Name}";
}
