namespace Edge.Tests.Host.Updates;

/// <summary>What an image on trial lacks cannot keep it on trial for ever.</summary>
public sealed class DeadlineConditionTests
{
    [Theory]
    [InlineData("packaging/systemd/edge-os-deadline.service")]
    [InlineData("packaging/systemd/edge-os-deadline.timer")]
    public void Depends_OnTheStateAlone(string unit)
    {
        string[] conditions =
            [.. Repository.Read(unit).Split('\n').Where(line => line.StartsWith("Condition", StringComparison.Ordinal))];
        Assert.Equal(["ConditionPathExistsGlob=/var/lib/edge-slots/os/state*.json"], conditions);
    }
}
