using Edge.Device.Buses;
using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Carries out a plan: each step is recorded before it is taken, read back after it, and taken back
/// when something
/// that must survive and that it can break worked just before and does not any more.</summary>
/// <remarks>Nothing else is ever taken back by itself: a cable that was pulled and a network that is missing
/// change nothing here. A step whose undoing does not bring it back was not to blame, and is taken again.
/// Killed anywhere, the next run does the rest: what was before is in the ledger, and a step already taken
/// reads back as wanted.</remarks>
/// <param name="broken">What was taken back before, in this boot or another.</param>
/// <param name="pause">Null: real time.</param>
public sealed class GuardRunner(IGuardHands hands, UndoLedger ledger, BrokenSteps broken, IGuardTrail trail, Pause? pause = null)
{
    /// <summary>A network that a service brings up takes a moment to come back.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    /// <summary>And one that asks for an address, a little longer.</summary>
    private static readonly TimeSpan Addressing = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly GuardStep Closing = new(Mechanism.Sysctl, "kernel.modules_disabled", "1", Tier.Disabled, []);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly PlanReader _reader = new(hands);
    private readonly Pause _pause = pause ?? Pauses.Real;

    /// <summary>Called before each step: a round can take minutes on a slow board.</summary>
    public Action? Alive { get; init; }

    /// <summary>Why a step is left out, as it stopped something once; null: it is taken.</summary>
    public BrokenStep? HeldBy(GuardStep step, GuardPlan plan, string policy) => broken.Of(step, policy, known => Works(known, plan));

    /// <summary>Takes every step of a plan that is not as wanted yet.</summary>
    /// <param name="policy">Hash of the policy that the plan is for, in hexadecimal.</param>
    /// <param name="taking">Told of each step just before it is taken.</param>
    public IReadOnlyDictionary<string, StepResult> Apply(GuardPlan plan, string policy, Action<GuardStep>? taking = null)
    {
        var results = new Dictionary<string, StepResult>(StringComparer.Ordinal);
        var work = new Work(plan, policy, results, taking);
        FinishWhatWasUnderWay(plan);
        broken.Retry();
        hands.Prepare(plan.Steps);
        Dictionary<string, StepResult>? gathered = null;
        foreach (GuardStep step in plan.Steps)
        {
            Alive?.Invoke();
            if (hands.IsGathered(step)) { gathered ??= Gather(plan, policy); }
            bool wantsMore = step.EndsWithTheBootOnly && IsMissing(plan, results);
            results[step.Key] = wantsMore
                ? new(null, null, StepOutcome.Failed,
                    "a module that the site names could not be loaded; the kernel stays open for it")
                : Take(step, gathered?.GetValueOrDefault(step.Key), work);
        }
        return results;
    }

    /// <summary>Puts back everything that this guard changed and that can be put back in this boot, newest
    /// first.</summary>
    public IReadOnlyList<(GuardStep Step, StepResult Result)> Undo() => Undo(_ => true);

    /// <summary>Another site file is in force: what was done for the one before and is not in the new plan is put back; what is
    /// in it stays as it is, without a moment in which it is open.</summary>
    /// <param name="policy">Hash of the policy in force, in hexadecimal.</param>
    public void Release(GuardPlan plan, string policy)
    {
        HashSet<string> planned = [.. plan.Steps.Select(step => step.Key)];
        Undo(entry => entry.Policy != policy && !planned.Contains(entry.Step.Key));
        ledger.Adopt(planned, policy);
    }

    private List<(GuardStep Step, StepResult Result)> Undo(Func<LedgerEntry, bool> which)
    {
        var undone = new List<(GuardStep, StepResult)>();
        foreach (LedgerEntry entry in ledger.Entries.Reverse().Where(which).ToArray())
        {
            Alive?.Invoke();
            GuardStep step = entry.Step;
            if (step.EndsWithTheBootOnly)
            {
                undone.Add((step, new(entry.Before, step.Wanted, StepOutcome.AtNextBoot,
                    "the kernel takes it back at the next boot only")));
                ledger.Forget(step);
                continue;
            }
            // Somebody may have put it back already; a driver that is bound refuses to be bound again.
            StepResult seen = _reader.Compare(step with { Wanted = entry.Before }, StepOutcome.Planned);
            StepResult result = seen.Outcome == StepOutcome.AlreadySo ? seen : Change(step, entry.Before, entry.Before);
            // A unit that ran when it was stopped may have nothing left to do; one that fails says so when it is started.
            bool hasEnded = step.Mechanism == Mechanism.Unit && result is { Outcome: StepOutcome.NoEffect, Now: "inactive" };
            if (hasEnded) { result = result with { Outcome = StepOutcome.Applied, Words = "started, and ended by itself" }; }
            if (result.Outcome == StepOutcome.Failed && LaterWhy(step) is { } why)
            {
                result = result with { Outcome = StepOutcome.AtNextBoot, Words = why };
                ledger.Forget(step);
            }

            if (result.Outcome is StepOutcome.Applied or StepOutcome.AlreadySo or StepOutcome.NotThere) { ledger.Forget(step); }
            trail.Record(new(GuardEventKind.PutBack, step.Key,
                $"{GuardReports.Shown(entry.Before)}: {Words.Of(result.Outcome)}"));
            undone.Add((step, result));
        }
        return undone;
    }

    /// <summary>A guard of this boot was killed after a step and before it looked whether everything still
    /// works.</summary>
    private void FinishWhatWasUnderWay(GuardPlan plan)
    {
        if (ledger.UnderWay() is not ({ } entry, { } alive)) { return; }
        // The ledger does not know what a step cuts; the plan does.
        GuardStep step = plan.Steps.FirstOrDefault(each => each.Key == entry.Step.Key) ?? entry.Step;
        Survivor? dead = Broken(step, plan.Survivors.Where(each => alive.Contains(each.ToString())));
        // Where it did not help, the round takes the step again.
        if (dead is not null) { _ = TakesBack(step, entry, dead); }
        ledger.Settle();
    }

    /// <summary>Prepares the steps that are cheaper together, with what was before in the ledger. Returns what that was.</summary>
    private Dictionary<string, StepResult> Gather(GuardPlan plan, string policy)
    {
        var seen = new Dictionary<string, StepResult>(StringComparer.Ordinal);
        GuardStep[] due = [.. plan.Steps.Where(hands.IsGathered).Where(step => HeldBy(step, plan, policy) is null
            && (seen[step.Key] = _reader.Compare(step, StepOutcome.Planned)).Outcome == StepOutcome.Planned)];
        if (due.Length == 0) { return seen; }
        ledger.Announce(due.Select(step => (step, seen[step.Key].Before!)), policy);
        try
        {
            hands.Gather(due);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Each step tries it by itself, and says why it cannot be done.
        }

        return seen;
    }

    private StepResult Take(GuardStep step, StepResult? gathered, Work work)
    {
        (GuardPlan plan, string policy, Dictionary<string, StepResult> results, Action<GuardStep>? taking) = work;
        StepResult seen = gathered ?? _reader.Compare(step, StepOutcome.Planned);
        if (seen.Outcome == StepOutcome.Failed) { Tell(step, $"cannot be read: {seen.Words}"); }
        else if (seen.Outcome != StepOutcome.Planned) { _told.Remove(step.Key); }
        if (seen.Outcome != StepOutcome.Planned) { return seen; }
        if (HeldBy(step, plan, policy) is { } known)
        {
            Tell(step, known.Words);
            return seen with { Outcome = StepOutcome.Undone, Words = known.Words };
        }

        _told.Remove(step.Key);
        Survivor[] alive = [.. plan.Survivors.Where(hands.IsAlive)];
        try
        {
            ledger.Begin(step, seen.Before!, alive, policy);
            taking?.Invoke(step);
        }
        catch (IOException exception)
        {
            trail.Record(new(GuardEventKind.Failed, step.Key, exception.Message));
            return seen with { Outcome = StepOutcome.Failed, Words = exception.Message };
        }

        StepResult result = LowerTiers.Judge(plan, step, Change(step, seen.Before!, step.Wanted), results);
        if (Broken(step, alive) is { } dead)
        {
            if (TakesBack(step, new(step, seen.Before!, "", policy), dead))
            {
                ledger.Settle();
                return new(seen.Before, seen.Before, StepOutcome.Undone, $"{dead} stopped working; it works again");
            }

            result = LowerTiers.Judge(plan, step, Change(step, seen.Before!, step.Wanted), results);
            result = result with { Words = $"{result.Words} {dead} stopped working, and putting this back did not help.".TrimStart() };
        }

        ledger.Settle();
        trail.Record(new(result.Outcome.IsGood() ? GuardEventKind.Applied : GuardEventKind.Failed, step.Key,
            $"{Words.Of(result.Outcome)}. {result.Words}".TrimEnd()));
        return result;
    }

    /// <summary>A channel that worked before these steps has a carrier and no address since: the one to
    /// blame, if any, stays taken back.</summary>
    public void TakeBack(Survivor channel, IEnumerable<GuardStep> steps)
    {
        foreach (GuardStep step in steps)
        {
            Alive?.Invoke();
            if (ledger.Entries.FirstOrDefault(entry =>
                entry.Step.Key == step.Key) is not { } entry) { continue; }
            if (TakesBack(step, entry, channel, hands.HasAddress, Addressing)) { return; }
            _ = Change(step, entry.Before, step.Wanted);
        }

        trail.Record(new(GuardEventKind.Failed, $"{channel}",
            "has no address any more; no step of this guard is to blame, and all are taken again"));
    }

    private Survivor? Broken(GuardStep step, IEnumerable<Survivor> alive) => alive.FirstOrDefault(each =>
        !hands.IsAlive(each) && step.CanBreak(each, hands.IsThere(each)));

    /// <summary>Puts back what was before; true where the survivor works again by it: then the step was to
    /// blame, and is not tried again while the policy that it was taken for is in force.</summary>
    private bool TakesBack(GuardStep step, LedgerEntry entry, Survivor dead) => TakesBack(step, entry, dead,
        hands.IsAlive, Recovery);

    private bool TakesBack(GuardStep step, LedgerEntry entry, Survivor dead, Func<Survivor, bool> works,
        TimeSpan longest)
    {
        StepResult back = Change(step, entry.Before, entry.Before);
        if (back.Outcome != StepOutcome.Applied || !WorksAgain(dead, works, longest)) { return false; }
        broken.Add(step, entry.Policy, dead);
        ledger.Forget(step);
        trail.Record(new(GuardEventKind.Undone, step.Key, $"{dead} stopped working; it works again"));
        return true;
    }

    /// <summary>Whether what a step stopped once works, so that it could be seen to stop again. A channel that is no part of the plan
    /// counts as working where another one does.</summary>
    private bool Works(BrokenStep known, GuardPlan plan)
    {
        Survivor? own = plan.Survivors.FirstOrDefault(each => each.Item.Kind == known.Kind && each.Item.Name == known.Name);
        if (known.Kind != FoundKind.NetDevice) { return own is null || hands.IsAlive(own); }
        return own is not null ? hands.HasAddress(own) : Probation.Channels(plan).Any(hands.HasAddress);
    }

    /// <summary>Once for each step and reason that it gives, not once for each round.</summary>
    private void Tell(GuardStep step, string words)
    {
        if (_told.Add(step.Key)) { trail.Record(new(GuardEventKind.Failed, step.Key, words)); }
    }

    private bool WorksAgain(Survivor dead, Func<Survivor, bool> works, TimeSpan longest)
    {
        for (TimeSpan waited = default; !works(dead); waited += Pace)
        {
            if (waited >= longest || !hands.IsThere(dead)) { return false; }
            _pause(Pace);
        }

        return true;
    }

    /// <summary>Writes and reads back. A write that had no effect is a failure, whatever it
    /// returned.</summary>
    private StepResult Change(GuardStep step, string before, string value)
    {
        try
        {
            hands.Write(step, value);
            string? now = hands.Read(step);
            if (now == value) { return new(before, now, StepOutcome.Applied); }
            return now is null ? new(before, null, StepOutcome.NotThere)
                : new(before, now, StepOutcome.NoEffect);
        }
        catch (NothingThereException exception)
        {
            return new(before, null, StepOutcome.NotThere, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return AfterTrouble(step, before, exception.Message);
        }
    }

    /// <summary>Why a step that could not be undone is so with the next boot all the same; null: it is not.</summary>
    private string? LaterWhy(GuardStep step) => step switch
    {
        { Mechanism: Mechanism.Module, Wanted: "loaded" } => "the module stays in this boot: it is in use, or the kernel is closed",
        { Mechanism: Mechanism.Module } when IsClosed() => "not barred any more, but the kernel takes no module in this boot",
        _ => null,
    };

    private bool IsClosed() => _reader.Compare(Closing, StepOutcome.NoEffect).Outcome == StepOutcome.AlreadySo;

    /// <summary>What was pulled out meanwhile cannot be written, and need not be.</summary>
    private StepResult AfterTrouble(GuardStep step, string before, string words)
    {
        StepResult seen = _reader.Compare(step, StepOutcome.Failed);
        return seen.Outcome == StepOutcome.NotThere ? seen with { Before = before } : new(before, seen.Now, StepOutcome.Failed, words);
    }

    private static bool IsMissing(GuardPlan plan, Dictionary<string, StepResult> results) =>
        plan.Steps.Any(step =>
        step is { Mechanism: Mechanism.Module, Wanted: "loaded" }
        && results.GetValueOrDefault(step.Key) is not { Outcome: StepOutcome.Applied or StepOutcome.AlreadySo });

    private sealed record Work(GuardPlan Plan, string Policy, Dictionary<string, StepResult> Results, Action<GuardStep>? Taking);
}
