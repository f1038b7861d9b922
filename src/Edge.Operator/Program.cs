using Edge.Operator.Commands;
using Edge.Platform.CommandLine;

return await CommandFrame.RunAsync(OperatorCommands.Create(), args);
