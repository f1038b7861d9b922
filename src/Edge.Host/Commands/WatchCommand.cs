using System.CommandLine;
using System.Globalization;
using Edge.Access;
using Edge.Device.Control;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge watch</c>: a live table on a terminal; a line a second where the output is not one.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PaceOfLines = TimeSpan.FromSeconds(1);

    // Alternate screen and no cursor while watching, as pagers do; home and clear-to-end before each picture.
    private const string EnterScreen = "\e[?1049h\e[?25l";
    private const string LeaveScreen = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string ClearLine = "\e[K";
    private const string ClearBelow = "\e[J";

    public static Command Create()
    {
        Option<string> socket = ControlOptions.Socket();
        Option<string?> note = new("--note") { Description = "A line to show above the table" };
        var command = new Command("watch", "Show the running gateway live; Ctrl-C ends.") { socket, note };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(socket)!, parsed.GetValue(note), TimeProvider.System, cancellationToken));
        return command.WithExample("edge watch");
    }

    private static async Task<int> RunAsync(
        string socket, string? note, TimeProvider time, CancellationToken cancellationToken)
    {
        bool screen = !Console.IsOutputRedirected;
        try
        {
            if (screen) { Console.Write(EnterScreen); }
            return await FollowAsync(socket, note, screen, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandFrame.Done;
        }
        finally
        {
            if (screen) { Console.Write(LeaveScreen); }
        }
    }

    private static async Task<int> FollowAsync(
        string socket, string? note, bool screen, TimeProvider time, CancellationToken cancellationToken)
    {
        bool seen = false;
        while (true)
        {
            Result<StatusReport, string> answer = await ControlClient.AskAsync(socket, ControlCommand.Status, cancellationToken);
            if (!answer.IsOk)
            {
                // A gateway that was there and ended is no fault of the watcher.
                return seen ? CommandFrame.Done : CommandFrame.Refuse(answer.Reason);
            }

            seen = true;
            Console.Write(screen ? Picture(answer.Value, note) : Line(answer.Value));
            await Task.Delay(screen ? Pace : PaceOfLines, time, cancellationToken);
        }
    }

    private static string Picture(StatusReport report, string? note)
    {
        string text = (note is null ? "" : note + "\n\n") + StatusText.Render(report, ControlOptions.WantsColour);
        return Home + text.Replace("\n", ClearLine + "\n", StringComparison.Ordinal) + ClearBelow;
    }

    private static string Line(StatusReport report)
    {
        string on = string.Join(", ", report.Actuators.Where(actuator => actuator.On).Select(actuator => $"{actuator.Name} ({actuator.Cause})"));
        string bad = string.Join(", ", report.Channels.Where(channel => channel.Quality == "bad").Select(channel => $"{channel.Name} ({channel.Reason})"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{StatusText.Span(report.UptimeMs),6}  {report.Counters.Readings,6} readings  {report.Counters.BatchesSealed,4} batches sealed  "
            + $"{report.Counters.BatchesDelivered,4} delivered  on: {(on.Length > 0 ? on : "-")}  bad: {(bad.Length > 0 ? bad : "-")}\n");
    }
}
