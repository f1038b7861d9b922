using Edge.Host.Commands;
using Edge.Platform.CommandLine;

return LaunchCommand.Run(args) ?? await CommandFrame.RunAsync(HostCommands.Create(), args);
