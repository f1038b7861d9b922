using System.CommandLine;
using Edge.Host.Commands;
using Edge.Platform.CommandLine;

var root = new RootCommand("Edge: sensors in, safe actions local, sealed evidence out. The gateway executable.")
{
    StatusCommand.Create(),
    WatchCommand.Create(),
    StatusCommand.CreateStop(),
};
return await CommandFrame.RunAsync(root, args);
