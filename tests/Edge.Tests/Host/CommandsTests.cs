using System.CommandLine;
using Edge.Collector.Commands;
using Edge.Host.Commands;
using Edge.Operator.Commands;

namespace Edge.Tests.Host;

/// <summary>What every command promises on its help page.</summary>
public sealed class CommandsTests
{
    public static TheoryData<string> Executables => ["edge", "edge-collector", "edge-operator"];

    [Theory]
    [MemberData(nameof(Executables))]
    public void Shows_OneExampleOfEachCommand(string executable) => Assert.All(Leaves(Root(executable), ""), leaf =>
        Assert.Equal(2, leaf.Command.Description!.Split("\n\nExample:\n  ").Length));

    /// <summary>Commands that tell facts; the others do something and say that they did it.</summary>
    [Theory]
    [InlineData("edge", "check", "status", "stop", "doctor", "scan", "keys show", "self-test", "update status")]
    [InlineData("edge-collector", "status")]
    public void Prints_FactsForPrograms(string executable, params string[] names)
    {
        Dictionary<string, Command> leaves = Leaves(Root(executable), "").ToDictionary(leaf => leaf.Name, leaf => leaf.Command);
        Assert.All(names, name => Assert.Contains(leaves[name].Options, option => option.Name == "--json"));
    }

    private static RootCommand Root(string executable) => executable switch
    {
        "edge" => HostCommands.Create(),
        "edge-collector" => CollectorCommands.Create(),
        _ => OperatorCommands.Create(),
    };

    private static IEnumerable<(string Name, Command Command)> Leaves(Command command, string name) => command.Subcommands.Count == 0
        ? [(name, command)]
        : command.Subcommands.SelectMany(sub => Leaves(sub, $"{name} {sub.Name}".Trim()));
}
