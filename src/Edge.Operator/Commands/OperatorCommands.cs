using System.CommandLine;

namespace Edge.Operator.Commands;

/// <summary>Everything that <c>edge-operator</c> can be asked.</summary>
internal static class OperatorCommands
{
    public static RootCommand Create() => new(
        "Edge operator: makes keys, opens sealed records, publishes updates; never shipped on a gateway.")
    {
        OpenCommand.Create(),
        KeysCommand.Create(),
        DeviceCommand.Create(),
        TechnicianCommand.Create(),
        RepoCommand.Create(),
        ReleaseCommand.Create(),
        SiteCommand.Create(),
        OsCommand.Create(),
        RolloutCommand.Create(),
        ImageCommand.Create(),
    };
}
