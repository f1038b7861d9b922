using Edge.Host.Commands;
using Edge.Platform.CommandLine;

return await CommandFrame.RunAsync(HostCommands.Create(), args);
