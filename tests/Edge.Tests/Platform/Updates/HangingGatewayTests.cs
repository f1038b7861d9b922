using Edge.Updates;

namespace Edge.Tests.Platform.Updates;

/// <summary>A candidate whose scan loop runs and whose control server hangs.</summary>
public sealed class HangingGatewayTests
{
    [Fact]
    public async Task UndoesACandidate_ThatNeverAnswers_WhenItsTimeIsUp()
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        Assert.Null(await machine.UpdateAsync());
        machine.Publish("1.1.0");
        machine.IsHung = true;
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(UpdateRefusal.Unhealthy, machine.Ledger.State.Failure!.Reason);
        Assert.Contains("no gateway answers", machine.Ledger.State.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal("1.0.0", machine.Running.Release!.Release);
    }
}
