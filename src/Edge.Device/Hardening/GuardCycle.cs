using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Edge.Hardening;
using Edge.Keys;
using Edge.Platform.Files;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Hardening;

/// <summary>One round of the guard: look, plan, act or only read, report.</summary>
public sealed class GuardCycle(
    IGuardHands hands, GuardRunner runner, UndoLedger ledger, BrokenSteps broken, IGuardTrail trail, GuardFolders folders,
        IMachineClock clock)
{
    private readonly PlanReader _reader = new(hands);
    private readonly ConfirmedChannels _channels = new(folders.State);
    private ImmutableSortedSet<string> _spared = [];
    private (GuardPolicy Policy, GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results)? _owed;
    private IReadOnlyDictionary<string, StepResult> _last = ImmutableDictionary<string, StepResult>.Empty;
    private long? _signedAt;
    private string? _toldOfReport;
    private string? _toldOfLedger;
    private ulong _number;

    /// <summary>A round was not reported yet: there was no key, or no room.</summary>
    public bool OwesReport => _owed is not null;

    /// <summary>Steps on probation, over restarts of this process.</summary>
    public ProbationFile OnProbation { get; } = new(folders.Run, clock.Boot);

    /// <summary>The policy that was applied last, over boots.</summary>
    public KeptPolicy LastPolicy { get; } = new(folders.State);

    /// <summary>Why the policy in force is not that of the site file, and the report therefore red; null: it is.</summary>
    public string? SiteTrouble { get; set; }

    /// <summary>The plan for a machine as it is now, with what is off already, and with why some of it is not taken.</summary>
    /// <param name="channels">Of earlier boots.</param>
    /// <param name="broken">Steps that stopped something once.</param>
    public static GuardPlan Plan(GuardPolicy policy, IGuardHands hands, IEnumerable<LedgerEntry> ledger,
        ConfirmedChannels channels, IReadOnlyList<BrokenStep> broken) =>
        HeldSteps.Explain(HeldSteps.AddTo(GuardPlanner.Plan(policy, hands.Look(), channels.Read()), ledger, policy), broken, policy);

    public GuardPlan Plan(GuardPolicy policy) => Plan(policy, hands, ledger.Entries, _channels, broken.Known);

    /// <summary>The plan is confirmed: remembers its channels that work, and what was fine.</summary>
    /// <param name="steps">That were taken while they worked.</param>
    public void Confirm(GuardPolicy policy, GuardPlan plan, IEnumerable<GuardStep> steps)
    {
        Inventory inventory = hands.Look();
        Survivor[] working = [.. Probation.Channels(plan).Where(Probation.Works)];
        Found[] found = [.. working.Select(channel => LateChannels.Remember(channel, inventory))];
        _channels.Write(LateChannels.Merge(policy, found, _channels.Read()));
        broken.Confirm(steps, Convert.ToHexStringLower(policy.Hash()), working);
    }

    /// <summary>Steps that can have taken a channel its address are taken back, newest first, until it has
    /// one again; those that were
    /// not to blame are taken again.</summary>
    public void TakeBack(Survivor channel, IEnumerable<GuardStep> steps) => runner.TakeBack(channel, steps);

    /// <summary>Applies where the site asks for it, else only looks; then signs what came out and puts it
    /// where
    /// the gateway reads it. What keeps the report from being made or written keeps nothing from being
    /// off.</summary>
    /// <param name="taking">Told of each step just before it is taken, with the plan.</param>
    /// <returns>The report is null where there is none.</returns>
    public (GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results,
        GuardReport? Report) Round(GuardPolicy policy, GuardSigner signer, Action<GuardPlan, GuardStep>? taking = null)
    {
        bool isEnforced = policy.Mode == GuardMode.Enforce;
        string hash = Convert.ToHexStringLower(policy.Hash());
        ledger.Retry();
        if (!policy.IsBare && ledger.Entries.Any(entry => entry.Policy != hash)) { runner.Release(Plan(policy), hash); }
        GuardPlan plan = Plan(policy);
        IReadOnlyDictionary<string, StepResult> results = isEnforced ? runner.Apply(plan, hash, step => taking?.Invoke(plan, step))
            : _reader.Look(plan);
        TellOfSpared(plan);
        Tell(ref _toldOfLedger, "undo ledger", ledger.Trouble);
        (_owed, _last) = ((policy, plan, results), results);
        return (plan, results, Publish(signer));
    }

    /// <summary>Signs and writes what is owed. Where that cannot be, the report before it is withdrawn: what
    /// it said holds no
    /// more, and the uplink of a gateway that starts now stays closed.</summary>
    public GuardReport? Publish(GuardSigner signer) => Publish(signer, isNews: true);

    /// <summary>Everything still holds: signs anew what this look read where the last report is some minutes old. A report has
    /// an age, so that who reads it knows that the guard still looks.</summary>
    public void Renew(GuardPolicy policy, GuardLook look, GuardSigner signer)
    {
        if (_owed is not null || _signedAt is not { } at) { return; }
        if (clock.Now().MonotonicMilliseconds - at < GuardReport.RenewEvery.TotalMilliseconds) { return; }
        IReadOnlyDictionary<string, StepResult> seen = policy.Mode == GuardMode.Enforce ? look.Results : _reader.Look(look.Plan);
        _last = look.Plan.Steps.ToDictionary(step => step.Key, step => Renewed(seen[step.Key], _last.GetValueOrDefault(step.Key)));
        _owed = (policy, look.Plan, _last);
        _ = Publish(signer, isNews: false);
    }

    private GuardReport? Publish(GuardSigner signer, bool isNews)
    {
        if (_owed is not { } owed) { return null; }
        if (!signer.Get().TryGet(out SigningIdentity identity, out string problem))
        {
            Withdraw(problem);
            return null;
        }

        GuardReport report = Report(owed.Policy, owed.Plan, owed.Results, identity.Certificate.Value.Device);
        try
        {
            Directory.CreateDirectory(folders.Run);
            DurableFile.Replace(folders.Report, GuardReportCodec.Sign(report, identity), DurableFile.WorldReadable);
            if (report.Verdict == GuardVerdict.Green)
            {
                byte[] when = Encoding.ASCII.GetBytes(report.Time.MonotonicMilliseconds.ToString(
                    CultureInfo.InvariantCulture));
                DurableFile.Replace(folders.LastGreen, when, DurableFile.WorldReadable);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Withdraw(exception.Message);
            return null;
        }

        (_owed, _signedAt, _toldOfReport) = (null, report.Time.MonotonicMilliseconds, null);
        if (!isNews) { return report; }
        trail.Record(new(GuardEventKind.Reported, $"report {report.Number}",
            $"{report.Verdict}: {report.Entries.Length} interfaces, {report.Troubles.Count()} not as wanted"));
        return report;
    }

    /// <summary>Reads everything back. Where nothing is enforced, nothing is read: the report says what is not as wanted.</summary>
    public GuardLook Look(GuardPolicy policy, GuardPlan plan)
    {
        if (policy.Mode != GuardMode.Enforce) { return new(plan, ImmutableDictionary<string, StepResult>.Empty, [], false); }
        string hash = Convert.ToHexStringLower(policy.Hash());
        var results = new Dictionary<string, StepResult>(_reader.Verify(plan), StringComparer.Ordinal);
        var drift = ImmutableArray.CreateBuilder<(GuardStep, StepResult)>();
        bool isOtherwise = false;
        foreach (GuardStep step in plan.Steps)
        {
            StepResult seen = results[step.Key];
            // What was pulled out just while it was read is not there; what still cannot be read may be anything.
            if (seen.Outcome == StepOutcome.Failed) { results[step.Key] = seen = _reader.Compare(step, StepOutcome.NoEffect); }
            bool? wasGood = _last.GetValueOrDefault(step.Key)?.Outcome.IsGood();
            isOtherwise |= wasGood is { } before && before != seen.Outcome.IsGood();
            if (seen.Outcome == StepOutcome.NoEffect && runner.HeldBy(step, plan, hash) is null) { drift.Add((step, seen)); }
        }
        return new(plan, results, drift.ToImmutable(), isOtherwise);
    }

    /// <summary>What came out of a step, with what was read of it last.</summary>
    private static StepResult Renewed(StepResult seen, StepResult? last) =>
        last is null || last.Outcome.IsGood() != seen.Outcome.IsGood() ? seen : last with { Now = seen.Now };

    private GuardReport Report(GuardPolicy policy, GuardPlan plan, IReadOnlyDictionary<string,
        StepResult> results, DeviceId device)
    {
        ImmutableArray<ReportedEntry> entries = GuardReports.Entries(plan, results, ledger.Trouble, SiteTrouble);
        bool isGood = ledger.Trouble is null && SiteTrouble is null && GuardReports.IsGood(plan, results);
        return new GuardReport(
            device, clock.Boot, policy.Hash(), GuardReports.PlanHashOf(entries), clock.Now(), ++_number,
            GuardReport.VerdictOf(policy.Mode == GuardMode.Enforce, isGood), entries);
    }

    private void Withdraw(string why)
    {
        try
        {
            File.Delete(folders.Report);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            why = $"{why} {exception.Message}";
        }

        Tell(ref _toldOfReport, "report", why);
    }

    /// <summary>Once for each trouble, not once for each round.</summary>
    private void Tell(ref string? told, string subject, string? trouble)
    {
        if (told == trouble) { return; }
        told = trouble;
        if (trouble is not null) { trail.Record(new(GuardEventKind.Failed, subject, trouble)); }
    }

    private void TellOfSpared(GuardPlan plan)
    {
        ImmutableSortedSet<string> spared = [.. plan.Entries.Where(entry =>
            entry.Decision == Decision.Spared).Select(entry => $"{entry.Kind} {entry.Name}")];
        foreach (PlanEntry entry in plan.Entries.Where(entry => entry.Decision == Decision.Spared
            && !_spared.Contains($"{entry.Kind} {entry.Name}")))
        {
            trail.Record(new(GuardEventKind.Spared, $"{entry.Kind} {entry.Name}", entry.Note));
        }
        _spared = spared;
    }
}

/// <summary>What was read back of a plan.</summary>
/// <param name="Drift">Steps that read back otherwise, and steps that are new.</param>
/// <param name="IsOtherwise">Whether a step that was as wanted after the last round is not now, or cannot be read, or the other way round.</param>
public sealed record GuardLook(
    GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results, ImmutableArray<(GuardStep Step, StepResult Result)> Drift, bool IsOtherwise);
