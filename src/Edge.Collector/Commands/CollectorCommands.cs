using System.CommandLine;

namespace Edge.Collector.Commands;

/// <summary>Everything that <c>edge-collector</c> can be asked.</summary>
internal static class CollectorCommands
{
    public static RootCommand Create() => new(
        "Edge collector: receives, verifies and stores what gateways seal; opens what it may; answers with receipts.")
    {
        InitCommand.Create(),
        RunCommand.Create(),
        StatusCommand.Create(),
        ExportCommand.Create(), ReportsCommand.Create(), WitnessesCommand.Create(),
    };
}
