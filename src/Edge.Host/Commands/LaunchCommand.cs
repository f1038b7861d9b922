using System.CommandLine;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;

namespace Edge.Host.Commands;

/// <summary><c>edge launch</c>: becomes the version that this start is to run.</summary>
/// <remarks>What stands behind the command is not looked at: it belongs to a version that may know other options.</remarks>
internal static class LaunchCommand
{
    private const string StartVariable = "INVOCATION_ID";

    /// <summary>For the help; a real launch goes to <see cref="Run"/> before any parsing.</summary>
    public static Command Create()
    {
        var command = new Command(
            "launch",
            "Run a command with the version in the right slot: a candidate while it has tries left, else the committed one, "
            + "else this executable.\n\n--slots DIR: the folder of the slots\n--begun: the start was counted already, by 'edge slot begin'\n"
            + "--committed: never a candidate; for the updater itself");
        command.SetAction(_ => CommandFrame.Refuse("edge launch wants a command to run, such as: edge launch run --site /etc/edge/site.yaml"));
        return command.WithExample("edge launch run --site /etc/edge/site.yaml");
    }

    /// <summary>The exit code when nothing could be launched; null when these arguments are no launch.</summary>
    public static int? Run(string[] arguments)
    {
        if (arguments is not ["launch", .. var rest] || Line(rest) is not { } line) { return null; }
        var parts = new UpdateParts(new UpdateFolders(Path.GetFullPath(line.Slots), "", ""));
        string? start = Environment.GetEnvironmentVariable(StartVariable);
        if (line.Mode == LaunchMode.Count)
        {
            start ??= Guid.NewGuid().ToString("N");
            if (parts.Launcher.Begin(start) is string problem) { Console.Error.WriteLine(problem); }
        }
        LaunchChoice choice = parts.Launcher.Choose(line.Mode == LaunchMode.Committed ? null : start);
        foreach (string warning in choice.Warnings) { Console.Error.WriteLine($"edge launch: {warning}"); }
        string executable = choice.Executable ?? Environment.ProcessPath!;
        string reason = Libc.Execute(executable, [executable, .. line.Command], LaunchedRelease.Environment(choice.Release));
        return CommandFrame.Refuse($"{executable} could not be started: {reason}");
    }

    private static LaunchLine? Line(string[] arguments)
    {
        var line = new LaunchLine(UpdateFolders.DefaultSlots, LaunchMode.Count, []);
        while (true)
        {
            switch (arguments)
            {
                case ["--slots", var folder, .. var rest]: line = line with { Slots = folder }; arguments = rest; break;
                case ["--begun", .. var rest]: line = line with { Mode = LaunchMode.Begun }; arguments = rest; break;
                case ["--committed", .. var rest]: line = line with { Mode = LaunchMode.Committed }; arguments = rest; break;
                case [] or [['-', ..], ..]: return null;
                default: return line with { Command = arguments };
            }
        }
    }

    private enum LaunchMode : byte
    {
        Count = 1,
        Begun = 2,
        Committed = 3,
    }

    private sealed record LaunchLine(string Slots, LaunchMode Mode, string[] Command);
}
