using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Guard;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Profiles;
using Microsoft.Extensions.Logging;

namespace Edge.Host.Commands;

/// <summary><c>edge guard</c>: what is not declared is off, and was read back.</summary>
internal static class GuardCommand
{
    public static Command Create() => new("guard", "Switch off what the site does not declare, and prove it.")
    {
        Create("plan", "Show what would be switched off here, how, and what stays. Changes nothing.", Plan),
        Create("apply", "Switch it off, read it back, sign a report. Exit 1 when something is not as wanted.", Apply),
        Create("verify", "Read everything back again. Changes nothing. Exit 1 when something is not as wanted.", Verify),
        Create("undo", "Put back everything that the guard changed in this boot and that can be put back.",
            Undo),
        CreateRun(),
        GuardConsole.Create(),
    };

    private static Command Create(string name, string description, Func<GuardParts, bool, int> act)
    {
        var options = new GuardCommandOptions();
        Option<bool> json = ControlOptions.Json();
        Command command = options.AddTo(new Command(name, description));
        command.Add(json);
        command.SetAction(parsed =>
        {
            GuardOptions chosen = options.Of(parsed);
            using ILoggerFactory logs = RunCommand.Logs(LogLevel.Warning);
            return InWords(() => act(new GuardParts(chosen, new GuardSpool(chosen.Folders.Run, new LogTrail(logs.CreateLogger("Edge.Guard")))),
                parsed.GetValue(json)));
        });
        return command.WithExample($"sudo edge guard {name}");
    }

    private static Command CreateRun()
    {
        var options = new GuardCommandOptions();
        Command command = options.AddTo(new Command("run",
            "Apply, report, and watch for drift until the end; the unit edge-guard runs it."));
        command.SetAction((parsed, cancellation) => ResidentGuard.RunAsync(options.Of(parsed), cancellation));
        return command.WithExample("edge guard run");
    }

    private static int Plan(GuardParts parts, bool json)
    {
        if (!parts.Policy().TryGet(out GuardPolicy policy,
            out string problem)) { return CommandFrame.Refuse(problem); }
        (GuardPlan plan, IReadOnlyDictionary<string, StepResult> results) = parts.Look(policy,
            isVerify: false);
        Print(plan, results, json, isDone: false);
        return CommandFrame.Done;
    }

    private static int Verify(GuardParts parts, bool json)
    {
        if (!parts.Policy().TryGet(out GuardPolicy policy,
            out string problem)) { return CommandFrame.Refuse(problem); }
        (GuardPlan plan, IReadOnlyDictionary<string, StepResult> results) = parts.Look(policy,
            isVerify: true);
        Print(plan, results, json, isDone: true);
        return results.Values.All(result => result.Outcome.IsGood()) ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static int Apply(GuardParts parts, bool json)
    {
        if (!parts.Policy().TryGet(out GuardPolicy policy,
            out string problem)) { return CommandFrame.Refuse(problem); }
        if (policy.Mode != GuardMode.Enforce)
        {
            return CommandFrame.Refuse("The site file says guard: report-only; nothing is changed. See what would be: edge guard plan");
        }
        using FolderLock? acting = parts.Hold();
        if (acting is null) { return CommandFrame.Refuse("Another guard is at work. See: systemctl status edge-guard"); }
        using GuardSigner signer = parts.Signer();
        (GuardPlan plan, IReadOnlyDictionary<string, StepResult> results,
            GuardReport? report) = parts.Cycle(parts.Ledger()).Round(policy, signer);
        Print(plan, results, json, isDone: true);
        if (report is null)
        {
            return CommandFrame.Refuse("There is no report of it, and the uplink of a gateway that starts now stays closed; the journal says why.");
        }

        return report.Verdict == GuardVerdict.Green ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static int Undo(GuardParts parts, bool json)
    {
        using FolderLock? acting = parts.Hold();
        if (acting is null) { return CommandFrame.Refuse("Another guard is at work, and would switch it off again. First: systemctl stop edge-guard"); }
        IReadOnlyList<(GuardStep Step, StepResult Result)> undone = parts.Runner(parts.Ledger()).Undo();
        parts.ForgetReport();
        if (json) { Console.WriteLine(JsonSerializer.Serialize([.. undone.Select(each =>
            StepLine.Of(each.Step, each.Result))], GuardJson.Default.StepLineArray)); }
        else
        {
            foreach ((GuardStep step, StepResult result) in undone)
            {
                string words = result.Words is { } why ? $" ({why})" : "";
                Console.WriteLine($"{step.Key}: {Words.Of(result.Outcome)}{words}");
            }
            Console.WriteLine($"{undone.Count} put back. The uplink of a gateway that starts now stays closed until the guard has run again.");
        }
        bool isGood = undone.All(each =>
            each.Result.Outcome is StepOutcome.Applied or StepOutcome.AlreadySo or StepOutcome.NotThere or StepOutcome.AtNextBoot);
        return isGood ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static void Print(GuardPlan plan, IReadOnlyDictionary<string, StepResult> results, bool json,
        bool isDone)
    {
        if (!json) { Console.Write(PlanText.Of(plan, results, isDone)); return; }
        PlanLine[] lines =
        [
            .. plan.Entries.Select(entry => new PlanLine(
                entry.Name, entry.Kind, PlainWords.Of(entry.Decision.ToString()), entry.Steps.IsEmpty ? null
                    : Words.Of(entry.Tier), entry.Note,
                [.. entry.Steps.Select(step => StepLine.Of(step, results.GetValueOrDefault(step.Key)))])),
        ];
        string hash = Convert.ToHexStringLower(plan.Hash());
        Console.WriteLine(JsonSerializer.Serialize(new PlanDocument(1, hash, lines,
            [.. plan.Survivors.Select(each => each.ToString()).Distinct()]), GuardJson.Default.PlanDocument));
    }

    private static int InWords(Func<int> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{exception.Message}\nThe guard needs root: sudo edge guard ...");
        }
    }
}

internal sealed record PlanDocument(int Version, string Hash, PlanLine[] Entries, string[] Survivors);

internal sealed record PlanLine(string Name, string Kind, string Decision, string? Tier, string Note,
    StepLine[] Steps);

internal sealed record StepLine(string Mechanism, string Target, string Wanted, string? Before, string? Now,
    string Outcome, string? Words)
{
    public static StepLine Of(GuardStep step, StepResult? result) => new(
        Edge.Hardening.Words.Of(step.Mechanism), step.Target, GuardReports.Shown(step.Wanted),
            Shown(result?.Before), Shown(result?.Now),
        PlainWords.Of((result?.Outcome ?? StepOutcome.Planned).ToString()), result?.Words);

    private static string? Shown(string? value) => value is null ? null : GuardReports.Shown(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(StepLine[]))]
internal sealed partial class GuardJson : JsonSerializerContext;
