using System.Collections.Immutable;
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
    private ImmutableSortedSet<string> _spared = [];
    private ulong _number;

    /// <summary>The plan for a machine as it is now, with what is off already.</summary>
    public static GuardPlan Plan(GuardPolicy policy, IGuardHands hands, IEnumerable<LedgerEntry> ledger) =>
        HeldSteps.AddTo(GuardPlanner.Plan(policy, hands.Look()), ledger,
            Convert.ToHexStringLower(policy.Hash()));

    public GuardPlan Plan(GuardPolicy policy) => Plan(policy, hands, ledger.Entries);

    /// <summary>Applies where the site asks for it, else only looks; signs what came out and puts it where
    /// the gateway reads it.</summary>
    public (GuardPlan Plan, IReadOnlyDictionary<string, StepResult> Results,
        GuardReport Report) Round(GuardPolicy policy, SigningIdentity signer)
    {
        bool isEnforced = policy.Mode == GuardMode.Enforce;
        string hash = Convert.ToHexStringLower(policy.Hash());
        if (ledger.Entries.Any(entry => entry.Policy != hash)) { runner.Release(GuardPlanner.Plan(policy, hands.Look()), hash); }
        GuardPlan plan = Plan(policy);
        IReadOnlyDictionary<string, StepResult> results = isEnforced ? runner.Apply(plan, hash)
            : _reader.Look(plan);
        TellOfSpared(plan);
        GuardReport report = Report(policy, plan, results, signer.Certificate.Value.Device);
        Publish(report, signer);
        return (plan, results, report);
    }

    /// <summary>What is not as it was after the last round: steps that read back otherwise, and steps that
    /// are new.</summary>
    public IReadOnlyList<(GuardStep Step, StepResult Result)> Drift(GuardPlan plan) =>
        [.. _reader.Verify(plan).Where(each => each.Value.Outcome is StepOutcome.NoEffect).Select(each =>
            (plan.Steps.First(step => step.Key == each.Key), each.Value))];

    public GuardReport Report(GuardPolicy policy, GuardPlan plan, IReadOnlyDictionary<string,
        StepResult> results, DeviceId device)
    {
        ImmutableArray<ReportedEntry> entries = GuardReports.Entries(plan, results);
        return new GuardReport(
            device, clock.Boot, policy.Hash(), GuardReports.PlanHashOf(entries), clock.Now(), ++_number,
            GuardReport.VerdictOf(policy.Mode == GuardMode.Enforce, entries), entries);
    }

    private void Publish(GuardReport report, SigningIdentity signer)
    {
        Directory.CreateDirectory(folders.Run);
        DurableFile.Replace(folders.Report, GuardReportCodec.Sign(report, signer), DurableFile.WorldReadable);
        trail.Record(new(GuardEventKind.Reported, $"report {report.Number}",
            $"{report.Verdict}: {report.Entries.Length} interfaces, {report.Troubles.Count()} not as wanted"));
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
