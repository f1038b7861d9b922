using System.CommandLine;
using System.Text.Json;
using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge status</c>: one look at a running gateway. <c>edge stop</c>: its orderly end.</summary>
internal static class StatusCommand
{
    public static Command Create() => Ask(
        new Command("status", "Show the state of the running gateway."), ControlCommand.Status, "edge status --json");

    public static Command CreateStop() => Ask(
        new Command("stop", "Stop the running gateway in order: safe states, seal, deliver what goes, exit."),
        ControlCommand.Stop,
        "edge stop --socket /run/edge/control.sock");

    private static Command Ask(Command command, ControlCommand what, string example)
    {
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        command.Add(socket);
        command.Add(json);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(socket)!, what, parsed.GetValue(json), cancellationToken));
        return command.WithExample(example);
    }

    private static async Task<int> RunAsync(
        string socket, ControlCommand what, bool json, CancellationToken cancellationToken)
    {
        Result<StatusReport, string> answer = await ControlClient.AskAsync(socket, what, cancellationToken);
        if (!answer.IsOk) { return CommandFrame.Refuse(answer.Reason); }
        Console.Write(json
            ? JsonSerializer.Serialize(answer.Value, ControlJson.Default.StatusReport) + "\n"
            : StatusText.Render(answer.Value, ControlOptions.WantsColour));
        return CommandFrame.Done;
    }
}
