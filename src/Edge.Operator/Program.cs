using System.CommandLine;
using Edge.Operator.Commands;
using Edge.Platform.CommandLine;

var root = new RootCommand("Edge operator: makes keys, opens sealed records; never shipped on a gateway.")
{
    OpenCommand.Create(),
    KeysCommand.Create(),
    DeviceCommand.Create(),
};
return await CommandFrame.RunAsync(root, args);
