using System.CommandLine;
using System.Text;
using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.CommandLine;
using Edge.Rules;

namespace Edge.Host.Commands;

/// <summary><c>edge override</c>: a person's decision about an actuator, for a time.</summary>
internal static class OverrideCommand
{
    public static Command Create() => new(
        "override", "Take an actuator out of the hands of its rules, for a time; with a reason, which is logged.")
    {
        CreateSet(), CreateClear(), CreateList(),
    };

    private static Command CreateSet()
    {
        Argument<string> actuator = Actuator();
        Argument<string> state = new("state") { Description = "on or off" };
        state.AcceptOnlyFromAmong("on", "off");
        Option<TimeSpan?> duration = DurationOption.Create("--for", "How long; then the rules decide again");
        duration.Required = true;
        Option<string> why = new("--why")
        {
            Description = $"The reason, for those who ask later; at most {OverrideLimits.MaxWhyBytes} bytes",
            Required = true,
        };
        why.Validators.Add(result =>
        {
            int bytes = Encoding.UTF8.GetByteCount(result.Tokens.Count == 1 ? result.Tokens[0].Value : "");
            if (bytes <= OverrideLimits.MaxWhyBytes) { return; }
            result.AddError($"--why: {bytes} bytes of text; expected at most {OverrideLimits.MaxWhyBytes}: the reason in a few words.");
        });
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("set", "Put an actuator on or off whatever its rules want.")
        {
            actuator, state, duration, why, socket, json,
        };
        command.SetAction((parsed, cancellationToken) => AskAsync(
            new ControlRequest(ControlCommands.NameOf(ControlCommand.OverrideSet))
            {
                Actuator = parsed.GetValue(actuator),
                On = parsed.GetValue(state) == "on",
                ForMs = (long)(parsed.GetValue(duration) ?? TimeSpan.Zero).TotalMilliseconds,
                Why = parsed.GetValue(why),
            },
            parsed.GetValue(socket)!,
            parsed.GetValue(json),
            cancellationToken));
        return command.WithExample("edge override set pump off --for 2h --why \"valve is being repaired\"");
    }

    private static Command CreateClear()
    {
        Argument<string> actuator = Actuator();
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("clear", "End an override; the rules decide again.") { actuator, socket, json };
        command.SetAction((parsed, cancellationToken) => AskAsync(
            new ControlRequest(ControlCommands.NameOf(ControlCommand.OverrideClear)) { Actuator = parsed.GetValue(actuator) },
            parsed.GetValue(socket)!,
            parsed.GetValue(json),
            cancellationToken));
        return command.WithExample("edge override clear pump");
    }

    private static Command CreateList()
    {
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("list", "Show the overrides that hold: who, why, how long still.") { socket, json };
        command.SetAction((parsed, cancellationToken) => AskAsync(
            new ControlRequest(ControlCommands.NameOf(ControlCommand.OverrideList)),
            parsed.GetValue(socket)!,
            parsed.GetValue(json),
            cancellationToken));
        return command.WithExample("edge override list --json");
    }

    private static Argument<string> Actuator() => new("actuator") { Description = "Name of the actuator" };

    private static Task<int> AskAsync(ControlRequest request, string socket, bool json, CancellationToken cancellationToken) =>
        ControlQuestion.PrintAsync(request, socket, json, ControlJson.Default.OverridesReport, ExplainText.Render, cancellationToken);
}
