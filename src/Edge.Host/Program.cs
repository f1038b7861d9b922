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
    DoctorCommand.Create(),
    ScanCommand.Create(),
    KeysCommand.Create(),
    SelfTestCommand.Create(),
};
return await CommandFrame.RunAsync(root, args);
