using System.CommandLine;

namespace Edge.Host.Commands;

/// <summary>Where a gateway's files are.</summary>
internal static class SiteOptions
{
    public static Option<string> Site() => new("--site")
    {
        Description = "The site file", DefaultValueFactory = _ => "/etc/edge/site.yaml",
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
        Description = "The folder of the public keys of collectors and recipients", DefaultValueFactory = _ => "/etc/edge/trust",
    };
}
