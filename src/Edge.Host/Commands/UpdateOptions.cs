using System.CommandLine;
using Edge.Device.Updates;
using Edge.Platform.Updates;

namespace Edge.Host.Commands;

/// <summary>Where updates have their files, and how the gateway is restarted.</summary>
internal sealed class UpdateOptions
{
    public Option<string> Slots { get; } = new("--slots")
    {
        Description = "The folder of the slots", DefaultValueFactory = _ => UpdateFolders.DefaultSlots,
    };

    public Option<string> Spool { get; } = new("--spool")
    {
        Description = "The folder that the fetcher fills", DefaultValueFactory = _ => UpdateFolders.DefaultSpool,
    };

    public Option<string> Setup { get; } = new("--setup")
    {
        Description = "The folder with map.json and the first roots", DefaultValueFactory = _ => UpdateFolders.DefaultSetup,
    };

    public Option<string?> Stick { get; } = new("--stick")
    {
        Description = "Read the repositories from this folder instead of the network; one folder in it for each",
    };

    public Option<string?> Release { get; } = new("--release")
    {
        Description = "Another approved release than the one that is wanted for all",
    };

    public Option<bool> Now { get; } = new("--now")
    {
        Description = "Do not wait for this gateway's turn or its maintenance window; a pause or a halt holds",
    };

    public Option<string> FetchAs { get; } = new("--fetch-as")
    {
        Description = "The user that fetches when root asks", DefaultValueFactory = _ => "edge-fetch",
    };

    public Option<string> Socket { get; } = ControlOptions.Socket();

    public Option<RestartBy> RestartBy { get; } = new("--restart-by")
    {
        Description = "Who starts the gateway anew: systemctl, stop (it ends and its supervisor starts it) or nobody",
        DefaultValueFactory = _ => Device.Updates.RestartBy.Systemctl,
    };

    public Command AddFoldersTo(Command command)
    {
        command.Add(Slots);
        command.Add(Spool);
        command.Add(Setup);
        return command;
    }

    public UpdateFolders Folders(ParseResult parsed) => new(
        Path.GetFullPath(parsed.GetValue(Slots)!), Path.GetFullPath(parsed.GetValue(Spool)!),
        Path.GetFullPath(parsed.GetValue(Setup)!));
}
