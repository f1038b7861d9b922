using System.CommandLine;
using System.Text.Json;
using Edge.Device.Clock;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Host.Guard;
using Edge.Platform.CommandLine;
using Edge.Platform.Files;
using Edge.Platform.Profiles;
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
        CreateReady(),
        GuardConsole.Create(),
    };

    private static Command Create(string name, string description, Func<GuardParts, GuardOutput, int> act)
    {
        var options = new GuardCommandOptions();
        Option<bool> json = ControlOptions.Json();
        Option<bool> verbose = new("--verbose") { Description =
            "Each thing by its name, each value: nothing is folded" };
        Command command = options.AddTo(new Command(name, description));
        command.Add(json);
        command.Add(verbose);
        command.SetAction(parsed =>
        {
            GuardOptions chosen = options.Of(parsed);
            using ILoggerFactory logs = RunCommand.Logs(LogLevel.Warning);
            return InWords(() => act(new GuardParts(chosen, new GuardSpool(chosen.Folders.Run, new LogTrail(logs.CreateLogger("Edge.Guard")))),
                new GuardOutput(parsed.GetValue(json), parsed.GetValue(verbose))));
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

    private static Command CreateReady()
    {
        var options = new GuardCommandOptions();
        Command command = options.AddTo(new Command("ready",
            "Is the guard's report green, of this boot and not old? Exit 1 while it is not; fetcher and bell start behind it."));
        command.SetAction(parsed => InWords(() =>
        {
            GuardOptions chosen = options.Of(parsed);
            var clock = new MachineClock();
            FetchAnswer answer = FetchGate.Judge(
                CheckedSite.Read(chosen.SiteNow().File, chosen.Boards).Site?.Guard ?? GuardMode.Enforce,
                    ReportFile.Read(chosen.Folders.Report),
                clock.Boot, ReportFile.LastGreen(chosen.Folders.LastGreen),
                    clock.Now().MonotonicMilliseconds);
            if (!answer.MayGo) { return CommandFrame.Refuse(answer.Why); }
            Console.WriteLine(answer.Why);
            return CommandFrame.Done;
        }));
        return command.WithExample("edge guard ready");
    }

    private static int Plan(GuardParts parts, GuardOutput output)
    {
        if (!parts.Policy().TryGet(out GuardPolicy policy,
            out string problem)) { return CommandFrame.Refuse(problem); }
        (GuardPlan plan, IReadOnlyDictionary<string, StepResult> results) = parts.Look(policy,
            isVerify: false);
        Console.Write(output.Of(policy, plan, results, PlanView.Plan, parts.Warnings(policy)));
        return CommandFrame.Done;
    }

    private static int Verify(GuardParts parts, GuardOutput output)
    {
        if (!parts.Policy().TryGet(out GuardPolicy policy,
            out string problem)) { return CommandFrame.Refuse(problem); }
        (GuardPlan plan, IReadOnlyDictionary<string, StepResult> results) = parts.Look(policy,
            isVerify: true);
        Console.Write(output.Of(policy, plan, results, PlanView.Verified, parts.Warnings(policy)));
        return results.Values.All(result => result.Outcome.IsGood()) ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static int Apply(GuardParts parts, GuardOutput output)
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
        Console.Write(output.Of(policy, plan, results, PlanView.Applied, parts.Warnings(policy)));
        if (report is null)
        {
            return CommandFrame.Refuse("There is no report of it, and the uplink of a gateway that starts now stays closed; the journal says why.");
        }

        return report.Verdict == GuardVerdict.Green ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static int Undo(GuardParts parts, GuardOutput output)
    {
        using FolderLock? acting = parts.Hold();
        if (acting is null) { return CommandFrame.Refuse("Another guard is at work, and would switch it off again. First: systemctl stop edge-guard"); }
        IReadOnlyList<(GuardStep Step, StepResult Result)> undone = parts.Runner(parts.Ledger()).Undo();
        parts.ForgetReport();
        if (output.IsJson) { Console.WriteLine(JsonSerializer.Serialize([.. undone.Select(each =>
            StepLine.Of(each.Step, each.Result))], GuardJson.Default.StepLineArray)); }
        else
        {
            foreach ((GuardStep step, StepResult result) in undone)
            {
                string words = result.Words is { } why ? $" ({why})" : "";
                Console.WriteLine($"{step.Key}: {Words.Of(result.Outcome)}{words}");
            }
            Console.WriteLine($"{undone.Count} put back. The uplink closes within minutes, and stays so until the guard has run again.");
        }
        bool isGood = undone.All(each =>
            each.Result.Outcome is StepOutcome.Applied or StepOutcome.AlreadySo or StepOutcome.NotThere or StepOutcome.AtNextBoot);
        return isGood ? CommandFrame.Done : CommandFrame.Refused;
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
