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
    IGuardHands hands, GuardRunner runner, UndoLedger ledger, IGuardTrail trail, GuardFolders folders,
        IMachineClock clock)
{
    private readonly PlanReader _reader = new(hands);
    private readonly ConfirmedChannels _channels = new(folders.State);
    private ImmutableSortedSet<string> _spared = [];
    private (GuardPolicy Policy, GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results)? _owed;
    private (GuardPolicy Policy, GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results)? _signed;
    private long _signedAt;
    private string? _toldOfReport;
    private string? _toldOfLedger;
    private ulong _number;

    /// <summary>A round was not reported yet: there was no key, or no room.</summary>
    public bool OwesReport => _owed is not null;

    /// <summary>The plan for a machine as it is now, with what is off already.</summary>
    /// <param name="channels">Of earlier boots.</param>
    public static GuardPlan Plan(GuardPolicy policy, IGuardHands hands, IEnumerable<LedgerEntry> ledger,
        ConfirmedChannels channels) =>
        HeldSteps.AddTo(GuardPlanner.Plan(policy, hands.Look(), channels.Read()), ledger, policy);

    public GuardPlan Plan(GuardPolicy policy) => Plan(policy, hands, ledger.Entries, _channels);

    /// <summary>The plan is confirmed: remembers its channels that work.</summary>
    public void Remember(GuardPlan plan)
    {
        Inventory inventory = hands.Look();
        _channels.Write(Probation.Channels(plan).Where(Probation.Works).Select(channel =>
            LateChannels.Remember(channel, inventory)));
    }

    /// <summary>Steps that can have taken a channel its address are taken back, newest first, until it has
    /// one again; those that were
    /// not to blame are taken again.</summary>
    public void TakeBack(Survivor channel, IEnumerable<GuardStep> steps) => runner.TakeBack(channel, steps);

    /// <summary>Applies where the site asks for it, else only looks; then signs what came out and puts it
    /// where
    /// the gateway reads it. What keeps the report from being made or written keeps nothing from being
    /// off.</summary>
    /// <returns>The report is null where there is none.</returns>
    public (GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results,
        GuardReport? Report) Round(GuardPolicy policy, GuardSigner signer)
    {
        bool isEnforced = policy.Mode == GuardMode.Enforce;
        string hash = Convert.ToHexStringLower(policy.Hash());
        ledger.Retry();
        if (ledger.Entries.Any(entry => entry.Policy != hash)) { runner.Release(Plan(policy), hash); }
        GuardPlan plan = Plan(policy);
        IReadOnlyDictionary<string, StepResult> results = isEnforced ? runner.Apply(plan, hash)
            : _reader.Look(plan);
        TellOfSpared(plan);
        Tell(ref _toldOfLedger, "undo ledger", ledger.Trouble);
        _owed = (policy, plan, results);
        return (plan, results, Publish(signer));
    }

    /// <summary>Signs and writes what is owed. Where that cannot be, the report before it is withdrawn: what
    /// it said holds no
    /// more, and the uplink of a gateway that starts now stays closed.</summary>
    public GuardReport? Publish(GuardSigner signer) => Publish(signer, isNews: true);

    /// <summary>Everything still holds: signs it anew where the last report is some minutes old. A report has
    /// an age, so that who
    /// reads it knows that the guard still looks.</summary>
    public void Renew(GuardSigner signer)
    {
        if (_owed is not null || _signed is not { } signed) { return; }
        if (clock.Now().MonotonicMilliseconds - _signedAt < GuardReport.RenewEvery.TotalMilliseconds) { return; }
        _owed = signed;
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

        (_owed, _signed, _signedAt, _toldOfReport) = (null, owed, report.Time.MonotonicMilliseconds, null);
        if (!isNews) { return report; }
        trail.Record(new(GuardEventKind.Reported, $"report {report.Number}",
            $"{report.Verdict}: {report.Entries.Length} interfaces, {report.Troubles.Count()} not as wanted"));
        return report;
    }

    /// <summary>What is not as it was after the last round: steps that read back otherwise, and steps that
    /// are new.</summary>
    public IReadOnlyList<(GuardStep Step, StepResult Result)> Drift(GuardPlan plan) =>
        [.. _reader.Verify(plan).Where(each => each.Value.Outcome is StepOutcome.NoEffect).Select(each =>
            (plan.Steps.First(step => step.Key == each.Key), each.Value)).Where(each =>
                !runner.IsUndone(each.Item1))];

    private GuardReport Report(GuardPolicy policy, GuardPlan plan, IReadOnlyDictionary<string,
        StepResult> results, DeviceId device)
    {
        ImmutableArray<ReportedEntry> entries = GuardReports.Entries(plan, results, ledger.Trouble);
        bool isGood = ledger.Trouble is null && GuardReports.IsGood(plan, results);
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
