using System.CommandLine;
using Edge.Host.Updates;

namespace Edge.Host.Commands;

/// <summary>Where a gateway's files are.</summary>
internal static class SiteOptions
{
    public const string InstalledSite = "/etc/edge/site.yaml";
    public const string InstalledTrust = "/etc/edge/trust";

    public static Option<string> Site() => new("--site")
    {
        Description = "The site file; by default the one that this machine runs with", DefaultValueFactory = _ => SiteInUse.Find().Site,
    };

    public static Option<string?> Boards() => new("--boards")
    {
        Description = "The folder of board profiles; by default those beside the site file, then the installed ones",
    };

    public static Option<string> State() => new("--state")
    {
        Description = "The folder of identity key and outbox", DefaultValueFactory = _ => "/var/lib/edge",
    };

    public static Option<string> Trust() => new("--trust")
    {
        Description = "The folder of the public keys of collectors and recipients", DefaultValueFactory = _ => SiteInUse.Find().Trust,
    };
}
