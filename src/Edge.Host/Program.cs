using System.CommandLine;
using Edge.Host.Commands;
using Edge.Platform.CommandLine;

var root = new RootCommand("Edge: sensors in, safe actions local, sealed evidence out. The gateway executable.")
{
    RunCommand.Create(),
    CheckCommand.Create(),
    StatusCommand.Create(),
    WatchCommand.Create(),
    StatusCommand.CreateStop(),
    KeysCommand.Create(),
};
return await CommandFrame.RunAsync(root, args);
