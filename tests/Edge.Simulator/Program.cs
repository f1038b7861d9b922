using System.CommandLine;
using Edge.Platform.CommandLine;
using Edge.Simulator.Commands;

var root = new RootCommand("The devices around a gateway that runs on a real kernel in a guest: buses, lines and what is on them.")
{
    ServeCommand.Create(),
    OrderCommand.Create(),
    GuestCommand.Create(),
    BacklogCommand.Create(),
    WebCommand.Create(),
};
return await CommandFrame.RunAsync(root, args);
