using System.CommandLine;
using Edge.Device.Clock;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge ended</c>: keeps for the next run what systemd says about the end of this one.</summary>
internal static class EndedCommand
{
    public static Command Create()
    {
        Option<string> state = SiteOptions.State();
        var command = new Command("ended", "Note how a run ended, as systemd tells in SERVICE_RESULT; the unit of the gateway calls it.") { state };
        command.SetAction(parsed =>
        {
            string? result = Environment.GetEnvironmentVariable("SERVICE_RESULT");
            if (string.IsNullOrEmpty(result))
            {
                return CommandFrame.Refuse("edge ended is called by systemd, which says in SERVICE_RESULT how the unit ended.");
            }

            var end = new RunEnd(new MachineClock().Boot.ToString(), result, Environment.GetEnvironmentVariable("EXIT_STATUS") ?? "");
            return end.Write(parsed.GetValue(state)!) is { } problem ? CommandFrame.Refuse(problem) : CommandFrame.Done;
        });
        return command.WithExample("edge ended --state /var/lib/edge");
    }
}
