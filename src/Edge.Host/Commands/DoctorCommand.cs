using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Edge.Access;
using Edge.Device.Control;
using Edge.Host.Doctor;
using Edge.Platform.CommandLine;
using Edge.Platform.Profiles;

namespace Edge.Host.Commands;

/// <summary><c>edge doctor</c>: one screen that says what is wrong and what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<string> site = SiteOptions.Site();
        Option<string?> boards = SiteOptions.Boards();
        Option<string> state = SiteOptions.State();
        Option<string> trust = SiteOptions.Trust();
        Option<string> socket = ControlOptions.Socket();
        Option<string> setup = new UpdateOptions().Setup;
        Option<bool> json = ControlOptions.Json();
        var command = new Command("doctor", "Look at everything the gateway needs; each finding with the next step. Exit 1 when something is bad.")
        {
            site, boards, state, trust, socket, setup, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new GatewayOptions(
                parsed.GetValue(site)!, parsed.GetValue(boards), parsed.GetValue(state)!, parsed.GetValue(trust)!,
                parsed.GetValue(socket)!, null, null, default, Setup: parsed.GetValue(setup)),
            parsed.GetValue(json), cancellationToken));
        return command.WithExample("edge doctor --site /etc/edge/site.yaml");
    }

    private static async Task<int> RunAsync(GatewayOptions options, bool json, CancellationToken cancellationToken)
    {
        CheckedSite site = CheckedSite.Read(options.Site, options.Boards);
        if (!site.Errors.IsEmpty || site.Site is null) { return CommandFrame.Refuse(string.Join('\n', site.Errors)); }
        Result<StatusReport, string> running = await ControlClient.AskAsync(options.Socket, ControlCommand.Status, cancellationToken);
        IReadOnlyList<Finding> findings = await new Examination(site.Site, options)
            .RunAsync(running.IsOk ? running.Value : null, cancellationToken);
        Console.Write(json ? JsonSerializer.Serialize(findings, DoctorJson.Default.IReadOnlyListFinding) + "\n" : Text(findings));
        return findings.Any(finding => finding.Health == Health.Bad) ? CommandFrame.Refused : CommandFrame.Done;
    }

    private static string Text(IReadOnlyList<Finding> findings)
    {
        int bad = findings.Count(finding => finding.Health == Health.Bad);
        IEnumerable<string> lines = findings.Select(finding =>
            $"{Mark(finding.Health)}  {finding.Subject}: {finding.State}{(finding.NextStep is { } next ? $"\n          {next}." : "")}");
        return string.Join('\n', lines) + $"\n{(bad == 0 ? "Nothing is bad." : $"{bad} {(bad == 1 ? "thing is" : "things are")} bad.")}\n";
    }

    private static string Mark(Health health) => health switch { Health.Good => "good    ", Health.Doubtful => "doubtful", _ => "BAD     " };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class DoctorJson : JsonSerializerContext;
