using System.CommandLine;
using Edge.Host.Updates;
using Edge.Platform.CommandLine;
using Edge.Platform.Updates;
using Edge.Updates.Releases;

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
            + "--committed: never a candidate; for the updater itself\n"
            + "--site FILE --trust DIR: the installed ones; the command gets these two options, from a slot where one has them");
        command.SetAction(_ => CommandFrame.Refuse("edge launch wants a command to run, such as: edge launch run --site /etc/edge/site.yaml"));
        return command.WithExample("edge launch --site /etc/edge/site.yaml --trust /etc/edge/trust run");
    }

    /// <summary>The exit code when nothing could be launched; null when these arguments are no launch.</summary>
    public static int? Run(string[] arguments)
    {
        if (arguments is not ["launch", .. var rest] || Line(rest) is not { } line) { return null; }
        var folders = new UpdateFolders(Path.GetFullPath(line.Slots), "", UpdateFolders.DefaultSetup);
        var app = new UpdateParts(folders, ReleaseManifest.App);
        var site = new UpdateParts(folders, ReleaseManifest.Site);
        string? start = Environment.GetEnvironmentVariable(StartVariable);
        if (line.Mode == LaunchMode.Count)
        {
            start ??= Guid.NewGuid().ToString("N");
            if (Begin(start, app, site) is string problem) { Console.Error.WriteLine(problem); }
        }
        string? counted = line.Mode == LaunchMode.Committed ? null : start;
        LaunchChoice choice = Choose(app, counted);
        string[] command = line.Command;
        SiteInUse? inUse = null;
        if (line.Site is { } installed)
        {
            inUse = SiteInUse.Of(Choose(site, counted), installed, line.Trust);
            command = [.. command, "--site", inUse.Site, "--trust", inUse.Trust];
        }
        string executable = choice.Entry ?? Environment.ProcessPath!;
        string reason = Libc.Execute(
            executable, [executable, .. command], LaunchedRelease.Environment(choice.Release, inUse?.Release));
        return CommandFrame.Refuse($"{executable} could not be started: {reason}");
    }

    /// <summary>Counts a start of whatever is on trial; null when that was possible.</summary>
    public static string? Begin(string start, params ReadOnlySpan<UpdateParts> components)
    {
        string? problem = null;
        foreach (UpdateParts parts in components) { problem = parts.Launcher.Begin(start) ?? problem; }
        return problem;
    }

    private static LaunchChoice Choose(UpdateParts parts, string? start)
    {
        LaunchChoice choice = parts.Launcher.Choose(start);
        foreach (string warning in choice.Warnings) { Console.Error.WriteLine($"edge launch: {warning}"); }
        return choice;
    }

    private static LaunchLine? Line(string[] arguments)
    {
        var line = new LaunchLine(UpdateFolders.DefaultSlots, LaunchMode.Count, null, SiteOptions.InstalledTrust, []);
        while (true)
        {
            switch (arguments)
            {
                case ["--slots", var folder, .. var rest]: line = line with { Slots = folder }; arguments = rest; break;
                case ["--begun", .. var rest]: line = line with { Mode = LaunchMode.Begun }; arguments = rest; break;
                case ["--committed", .. var rest]: line = line with { Mode = LaunchMode.Committed }; arguments = rest; break;
                case ["--site", var file, .. var rest]: line = line with { Site = file }; arguments = rest; break;
                case ["--trust", var folder, .. var rest]: line = line with { Trust = folder }; arguments = rest; break;
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

    private sealed record LaunchLine(string Slots, LaunchMode Mode, string? Site, string Trust, string[] Command);
}
