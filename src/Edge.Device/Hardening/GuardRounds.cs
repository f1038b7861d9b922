using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>What a look of the guard leads to: drift is told and undone, a new site file is told as such, and
/// what still holds is
/// signed anew now and then.</summary>
/// <param name="policy">Reads the site file and what else makes the policy.</param>
/// <param name="bare">What is enforced where it cannot be read and none was ever applied here.</param>
/// <param name="source">Where the site file in force lies, for people.</param>
public sealed class GuardRounds(
    GuardCycle cycle, Func<Result<GuardPolicy, string>> policy, Func<GuardPolicy> bare, Func<string> source, GuardSigner signer,
        IGuardTrail trail, TimeProvider time)
{
    /// <summary>Looks that are asked for at once after one in which something could not be read.</summary>
    private const int MostAgain = 10;

    private readonly Probation _probation = new(SinceBoot(time));
    private HashSet<string> _known = [];
    private byte[] _hash = [];
    private GuardPolicy? _inForce;
    private string? _toldOfSite;
    private int _unread;

    /// <summary>The last one that could be read, in this start or an earlier one; null: none could.</summary>
    public GuardPolicy? Policy => _inForce is { IsBare: false } ? _inForce : null;

    /// <summary>Something could not be read: a bus that was busy is to make no report red for minutes.</summary>
    public bool AsksForAnother => _unread is > 0 and <= MostAgain;

    /// <summary>The first of this process: nothing has drifted, as nothing was seen before.</summary>
    public void First()
    {
        if (cycle.OnProbation.Read(trail) is { } left) { _probation.Resume(left, Now()); }
        NoteUnread(Act(Read(), []));
    }

    /// <summary>Each further one.</summary>
    public void Next()
    {
        GuardPolicy? before = _inForce;
        bool hadNone = cycle.SiteTrouble is not null;
        GuardPolicy known = Read();
        bool isReadAgain = hadNone && cycle.SiteTrouble is null;
        bool isOther = before is not null && !before.Hash().AsSpan().SequenceEqual(known.Hash());
        // What was wanted until now is what drift is measured by; what a new site file changes is no drift.
        GuardPolicy measure = isOther ? before! : known;
        GuardPlan plan = cycle.Plan(measure);
        bool hasNews = !plan.Hash().AsSpan().SequenceEqual(_hash);
        bool wasBroken = IsBroken(measure, plan);
        // What was taken back is as it was before: that is no drift, and nothing new.
        GuardLook look = cycle.Look(measure, wasBroken ? cycle.Plan(measure) : plan);
        NoteUnread(look.Results);
        foreach ((GuardStep step, StepResult result) in look.Drift)
        {
            trail.Record(new(GuardEventKind.Drift, step.Key,
                $"is {GuardReports.Shown(result.Now ?? "")}, is to be {GuardReports.Shown(step.Wanted)}"));
        }
        bool isSo = look.Drift.IsEmpty && !look.IsOtherwise && !hasNews && !isOther && !wasBroken && !isReadAgain;
        if (isSo)
        {
            cycle.Renew(known, look, signer);
            return;
        }
        if (hasNews) { TellOfNew(plan); }
        if (isOther) { trail.Record(new(GuardEventKind.PolicyChanged, source(), PolicyChange.Words(before!,
            known))); }
        Act(known, look.Drift);
    }

    private TimeSpan Now() => SinceBoot(time);

    /// <summary>On the kernel's clock, which goes on over restarts of this process. Source: clock_gettime(2), CLOCK_MONOTONIC.</summary>
    private static TimeSpan SinceBoot(TimeProvider time) => time.GetElapsedTime(0);

    /// <summary>Whether steps since the last confirmed plan took a channel its address: they are judged
    /// then.</summary>
    private bool IsBroken(GuardPolicy measure, GuardPlan plan)
    {
        bool wasConfirmed = _probation.IsConfirmed;
        GuardStep[] tried = [.. _probation.Steps];
        if (_probation.Look(plan, Now()) is not ({ } channel, { } steps))
        {
            if (_probation.IsConfirmed && !wasConfirmed) { cycle.Confirm(measure, plan, tried); }
            cycle.OnProbation.Write(_probation.State);
            return false;
        }

        cycle.TakeBack(channel, steps);
        _probation.Settle(steps);
        cycle.OnProbation.Write(_probation.State);
        return true;
    }

    /// <summary>The policy in force: that of the site file; where it cannot be read, what was in force before; at a start, what was
    /// applied last.</summary>
    private GuardPolicy Read()
    {
        Result<GuardPolicy, string> read = policy();
        if (read.IsOk)
        {
            (_inForce, _toldOfSite, cycle.SiteTrouble) = (read.Value, null, null);
            return read.Value;
        }

        _inForce ??= Substitute();
        string holds = cycle.SiteTrouble ?? "What was declared before holds.";
        if (_toldOfSite != read.Reason) { trail.Record(new(GuardEventKind.Failed, "site file", $"{read.Reason} {holds}")); }
        _toldOfSite = read.Reason;
        return _inForce;
    }

    private GuardPolicy Substitute()
    {
        GuardPolicy? last = cycle.LastPolicy.Read(trail);
        cycle.SiteTrouble = last is not null
            ? "The site file cannot be read since the start of the guard: what was applied last is in force. See: edge check"
            : "The site file cannot be read, and none was ever applied here: only the packet filter is closed. See: edge check";
        return last ?? bare();
    }

    private void NoteUnread(IReadOnlyDictionary<string, StepResult> results) =>
        _unread = results.Values.Any(each => each is { Outcome: StepOutcome.Failed, Before: null }) ? _unread + 1 : 0;

    private IReadOnlyDictionary<string, StepResult> Act(GuardPolicy known, IReadOnlyList<(GuardStep Step, StepResult Result)> drift)
    {
        (GuardPlan applied, IReadOnlyDictionary<string, StepResult> results, _) = cycle.Round(known, signer, Taking);
        foreach ((GuardStep step, _) in drift)
        {
            if (results.GetValueOrDefault(
                step.Key) is { Outcome: StepOutcome.Applied or StepOutcome.AlreadySo })
            {
                trail.Record(new(GuardEventKind.DriftUndone, step.Key, GuardReports.Shown(step.Wanted)));
            }
        }
        _probation.End(applied.Steps.Select(step => step.Key).Where(key =>
            results.GetValueOrDefault(key) is { Outcome: StepOutcome.Applied }).ToHashSet(StringComparer.Ordinal), Now());
        cycle.OnProbation.Write(_probation.State);
        if (cycle.SiteTrouble is null) { cycle.LastPolicy.Write(known); }
        _hash = applied.Hash();
        _known = [.. applied.Entries.Select(NameOf)];
        return results;
    }

    /// <summary>A guard that is killed in the middle of a round leaves to the next one what it took.</summary>
    private void Taking(GuardPlan plan, GuardStep step)
    {
        _probation.Begin(plan, step, Now());
        cycle.OnProbation.Write(_probation.State);
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
