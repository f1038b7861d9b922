using Edge.Access;

namespace Edge.Tests.Access;

// Goal: the page tells who may do what, cell by cell, and the code does the same; what is on no page nobody may.
public sealed class ControlPolicyTests
{
    public const uint Own = 990;

    private const string Head = "| may | root | the gateway's own user | whoever else can open the socket |";

    /// <summary>One a cell of the page: command, user, whether he may.</summary>
    public static TheoryData<string, uint, bool> Cells()
    {
        var cells = new TheoryData<string, uint, bool>();
        foreach (string[] row in Rows())
        {
            cells.Add(row[0], 0, Read(row[1]));
            cells.Add(row[0], Own, Read(row[2]));
            cells.Add(row[0], 1000, Read(row[3]));
        }

        return cells;
    }

    [Theory, MemberData(nameof(Cells))]
    public void Allows_WhatThePageSays(string command, uint user, bool allowed) => Assert.Equal(
        allowed, ControlPolicy.Allows(ControlCommands.Find(command)!.Value, new ControlPeer(1, user, user), Own));

    [Fact]
    public void Page_HasARowForEveryCommand() =>
        Assert.Equal(Enum.GetValues<ControlCommand>().Select(ControlCommands.NameOf), Rows().Select(row => row[0]));

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public void Refuses_WhatIsNoCommand(byte number) =>
        Assert.All(Enum.GetValues<ControlRole>(), role => Assert.False(ControlPolicy.Allows((ControlCommand)number, role)));

    [Fact]
    public void Takes_TheGatewayThatRunsAsRootForRoot() =>
        Assert.Equal(ControlRole.Root, ControlPolicy.RoleOf(new ControlPeer(1, 0, 0), ownUserId: 0));

    private static IEnumerable<string[]> Rows() => Repository.Read("docs", "formats", "control.md").Split('\n')
        .SkipWhile(line => line != Head).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Select(cells => (string[])[cells[0].Trim('`'), .. cells[1..]]);

    private static bool Read(string cell) => cell switch
    {
        "yes" => true,
        "no" => false,
        _ => throw new FormatException($"neither yes nor no: {cell}"),
    };
}
