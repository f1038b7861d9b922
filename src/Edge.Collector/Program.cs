using Edge.Collector.Commands;
using Edge.Platform.CommandLine;

return await CommandFrame.RunAsync(CollectorCommands.Create(), args);
