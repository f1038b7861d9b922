using System.CommandLine;
using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge mode</c>: what people decide and rules look at.</summary>
internal static class ModeCommand
{
    public static Command Create() => new("mode", "See and choose the site's modes, such as a town festival.")
    {
        CreateList(), CreateSet(),
    };

    private static Command CreateList()
    {
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("list", "Show each mode: what it is, who chose it, what it may be.") { socket, json };
        command.SetAction((parsed, cancellationToken) => AskAsync(
            new ControlRequest(ControlCommands.NameOf(ControlCommand.ModeList)),
            parsed.GetValue(socket)!,
            parsed.GetValue(json),
            cancellationToken));
        return command.WithExample("edge mode list --json");
    }

    private static Command CreateSet()
    {
        Argument<string> name = new("name") { Description = "Name of the mode" };
        Argument<string> value = new("value") { Description = "One of its values" };
        Option<TimeSpan?> duration = DurationOption.Create("--for", "How long; then its first value holds again. Without it: until somebody chooses another");
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command("set", "Choose what a mode is; rules see it at once, a restart keeps it.")
        {
            name, value, duration, socket, json,
        };
        command.SetAction((parsed, cancellationToken) => AskAsync(
            new ControlRequest(ControlCommands.NameOf(ControlCommand.ModeSet))
            {
                Mode = parsed.GetValue(name),
                Value = parsed.GetValue(value),
                ForMs = (long?)parsed.GetValue(duration)?.TotalMilliseconds,
            },
            parsed.GetValue(socket)!,
            parsed.GetValue(json),
            cancellationToken));
        return command.WithExample("edge mode set street event --for 2d");
    }

    private static Task<int> AskAsync(ControlRequest request, string socket, bool json, CancellationToken cancellationToken) =>
        ControlQuestion.PrintAsync(request, socket, json, ControlJson.Default.ModesReport, ExplainText.Render, cancellationToken);
}
