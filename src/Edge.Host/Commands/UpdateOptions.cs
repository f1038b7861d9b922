using System.CommandLine;
using Edge.Device.Updates;
using Edge.Host.Updates;
using Edge.Platform.Updates;
using Edge.Updates.Releases;

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

    public Option<string?> Component { get; } = CreateComponent();

    public Option<string> Site { get; } = new("--site")
    {
        Description = "The installed site file; it says which site this machine is",
        DefaultValueFactory = _ => SiteOptions.InstalledSite,
    };

    public Option<string> FetchAs { get; } = new("--fetch-as")
    {
        Description = "The user that fetches when root asks", DefaultValueFactory = _ => "edge-fetch",
    };

    public Option<string[]> Packs { get; } = new("--packs")
    {
        Description = "os: a folder with packs/, such as a stick's folder of the vendor; asked before the network; repeat",
    };

    public Option<string> PackSocket { get; } = new("--pack-socket")
    {
        Description = "os: where the fetcher answers questions for packs; not asked where it is missing", DefaultValueFactory = _ => "/run/edge-packs.sock",
    };

    public Option<string> Root { get; } = new("--root")
    {
        Description = "os: the folder with proc, sys and dev of the machine", DefaultValueFactory = _ => "/",
    };

    public Option<string> Socket { get; } = ControlOptions.Socket();

    public Option<RestartBy> RestartBy { get; } = new("--restart-by")
    {
        Description = "Who starts the gateway anew: systemctl, stop (it ends and its supervisor starts it) or nobody",
        DefaultValueFactory = _ => Device.Updates.RestartBy.Systemctl,
    };

    /// <summary>What is looked at, in its order: a site may need what a new application can do.</summary>
    public IReadOnlyList<string> Components(ParseResult parsed) =>
        parsed.GetValue(Component) is string one ? [one]
        : parsed.GetValue(Release) is not null ? [ReleaseManifest.App]
        : [ReleaseManifest.App, ReleaseManifest.Site];

    // An operating system has a slot writer of its own: it is looked for, and never installed by the way.
    private IReadOnlyList<string> Looked(ParseResult parsed)
    {
        IReadOnlyList<string> asked = Components(parsed);
        bool hasOs = asked.Count > 1 && SystemParts.ReadSetup(Folders(parsed).Boot) is { IsOk: true, Value.Class: not null };
        return hasOs ? [.. asked, ReleaseManifest.Os] : asked;
    }

    /// <summary>One component of this machine, put together.</summary>
    public UpdateParts Parts(ParseResult parsed, string component) =>
        new(Folders(parsed), component, parsed.GetValue(Socket)!, parsed.GetValue(RestartBy)) { Root = parsed.GetValue(Root) ?? "/" };

    /// <summary>Folders that were named, those of a stick, and the fetcher.</summary>
    public PackPlaces PackPlaces(ParseResult parsed) => new(
        [
            .. parsed.GetValue(Packs) ?? [],
            .. parsed.GetValue(Stick) is string stick && Directory.Exists(stick) ? Directory.GetDirectories(Path.GetFullPath(stick)) : [],
        ],
        parsed.GetValue(PackSocket)!);

    public string SiteFile(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(Site)!);

    /// <summary>What the options say to the fetcher.</summary>
    /// <param name="wakes">False: who asks goes on with the slot himself.</param>
    public FetchOrder Order(ParseResult parsed, bool download, bool wakes) => new(
        Folders(parsed), SiteFile(parsed), parsed.GetValue(Stick), wakes || !download ? Looked(parsed) : Components(parsed),
        new UpdateWish(parsed.GetValue(Release), parsed.GetValue(Now), wakes), download);

    /// <summary>The one that a command is about.</summary>
    public string OneComponent(ParseResult parsed) => parsed.GetValue(Component) ?? ReleaseManifest.App;

    public Command AddFoldersTo(Command command)
    {
        command.Add(Slots);
        command.Add(Spool);
        command.Add(Setup);
        command.Add(Component);
        command.Add(Site);
        return command;
    }

    public UpdateFolders Folders(ParseResult parsed) => new(
        Path.GetFullPath(parsed.GetValue(Slots)!), Path.GetFullPath(parsed.GetValue(Spool)!),
        Path.GetFullPath(parsed.GetValue(Setup)!));

    private static Option<string?> CreateComponent()
    {
        Option<string?> component = new("--component") { Description = "app, site or os; by default app and site, and with --release the app" };
        component.AcceptOnlyFromAmong(ReleaseManifest.App, ReleaseManifest.Site, ReleaseManifest.Os);
        return component;
    }
}
