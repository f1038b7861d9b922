using System.CommandLine;
using System.Globalization;
using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge explain</c>: why an actuator is as it is, or was at a time.</summary>
internal static class ExplainCommand
{
    public static Command Create(TimeProvider time)
    {
        Argument<string> actuator = new("actuator") { Description = "Name of the actuator" };
        Option<long?> at = At(time);
        Option<string> socket = ControlOptions.Socket();
        Option<bool> json = ControlOptions.Json();
        var command = new Command(
            "explain", "Say why an actuator is on or off: the decision, what it saw, what else wanted something, what will end it.")
        {
            actuator, at, socket, json,
        };
        command.SetAction((parsed, cancellationToken) => ControlQuestion.PrintAsync(
            new ControlRequest(ControlCommands.NameOf(ControlCommand.Explain))
            {
                Actuator = parsed.GetValue(actuator),
                AtUnixMs = parsed.GetValue(at),
            },
            parsed.GetValue(socket)!,
            parsed.GetValue(json),
            ControlJson.Default.ExplainReport,
            ExplainText.Render,
            cancellationToken));
        return command.WithExample("edge explain pump --at 10m");
    }

    private static Option<long?> At(TimeProvider time) => new("--at")
    {
        Description = "A time that is past: how long ago (10m), or a date and time (2026-11-27T03:10:00Z)",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (DurationOption.TryParse(text) is { } ago)
            {
                return (time.GetUtcNow() - ago).ToUnixTimeMilliseconds();
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
            {
                return moment.ToUnixTimeMilliseconds();
            }

            result.AddError($"--at: '{text}' is not a time; expected 10m for ten minutes ago, or 2026-11-27T03:10:00Z.");
            return null;
        },
    };
}
