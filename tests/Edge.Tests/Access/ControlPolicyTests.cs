using Edge.Access;

namespace Edge.Tests.Access;

public sealed class ControlPolicyTests
{
    private const uint Own = 990;

    // Every cell of the table in the docstring; a command without a row here fails.
    public static TheoryData<ControlCommand, uint, bool> Cells => new()
    {
        { ControlCommand.Status, 0, true }, { ControlCommand.Status, Own, true }, { ControlCommand.Status, 1000, true },
        { ControlCommand.Stop, 0, true }, { ControlCommand.Stop, Own, true }, { ControlCommand.Stop, 1000, false },
        { ControlCommand.Explain, 0, true }, { ControlCommand.Explain, Own, true }, { ControlCommand.Explain, 1000, true },
        { ControlCommand.OverrideList, 0, true }, { ControlCommand.OverrideList, Own, true }, { ControlCommand.OverrideList, 1000, true },
        { ControlCommand.OverrideSet, 0, true }, { ControlCommand.OverrideSet, Own, true }, { ControlCommand.OverrideSet, 1000, false },
        { ControlCommand.OverrideClear, 0, true }, { ControlCommand.OverrideClear, Own, true }, { ControlCommand.OverrideClear, 1000, false },
        { (ControlCommand)0, 0, false }, { (ControlCommand)99, 0, false },
    };

    [Theory, MemberData(nameof(Cells))]
    public void Allows_WhatTheTableSays(ControlCommand command, uint user, bool allowed) =>
        Assert.Equal(allowed, ControlPolicy.Allows(command, new ControlPeer(1, user, user), Own));

    [Fact]
    public void Table_HasACellForEveryCommand() =>
        Assert.All(Enum.GetValues<ControlCommand>(), command => Assert.Contains(Cells, row => command.Equals(row[0])));
}
