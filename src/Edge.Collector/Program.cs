using System.CommandLine;
using Edge.Collector.Commands;
using Edge.Platform.CommandLine;

var root = new RootCommand("Edge collector: receives, verifies and stores what gateways seal; opens what it may; answers with receipts.")
{
    InitCommand.Create(),
    RunCommand.Create(),
    StatusCommand.Create(),
    ExportCommand.Create(),
};
return await CommandFrame.RunAsync(root, args);
