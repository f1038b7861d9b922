using Edge.Operator.Rollouts;
using Edge.Tests.Updates.Rollouts;
using Edge.Updates.Rollouts;

namespace Edge.Tests.Operator.Rollouts;

// Goal: what devices have reported becomes the count that opens the next ring, or stops the rollout; nothing else does.
public sealed class RolloutCountTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestRollout.Start.AddHours(3);
    private readonly string _file = Path.GetTempFileName();

    private static DeviceId[] Fleet => [.. Enumerable.Range(1, 6).Select(TestRollout.Gateway)];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Opens_TheNextRing_WhenEnoughHaveReported()
    {
        Rollout rollout = TestRollout.Of(TestRollout.Named("pilot", 1, 2) with { Success = 100 }, TestRollout.Share("all", 100));
        Rollout counted = Count(rollout, Report(1, 4, "1.4.0"));
        Assert.Equal(new RingProgress(2, 1, 0, null), counted.Rings[0].Progress);
        Assert.Equal(RolloutTurn.Later, TestRollout.Decide(counted, TestRollout.Gateway(3), Now).Turn);
        counted = Count(counted, Report(1, 4, "1.4.0"), Report(2, 9, "1.4.0"));
        Assert.Equal(new RingProgress(2, 2, 0, Now), counted.Rings[0].Progress);
        Assert.Equal(new RingProgress(4, 0, 0, null), counted.Rings[1].Progress);
        Assert.Equal(RolloutTurn.Now, TestRollout.Decide(counted, TestRollout.Gateway(3), Now).Turn);
    }

    [Fact]
    public void Keeps_SinceWhenARingIsThrough_AndForgetsItWhenItIsNoMore()
    {
        Rollout rollout = TestRollout.Of(TestRollout.Named("pilot", 1) with { Success = 100 }, TestRollout.Share("all", 100));
        Rollout first = Count(rollout, Report(1, 4, "1.4.0"));
        Rollout later = RolloutCount.Into(first, RolloutCount.Of(first, Fleet, Read(Report(1, 4, "1.4.0"))), Now.AddDays(1));
        Assert.Equal(Now, later.Rings[0].Progress!.Reached);
        Rollout undone = Count(later, Report(1, 4, "1.4.0"), Report(1, 5, "1.3.0", "1.4.0"));
        Assert.Null(undone.Rings[0].Progress!.Reached);
    }

    [Fact]
    public void Stops_WhenSoManyHaveTakenItBack()
    {
        Rollout rollout = TestRollout.Of(TestRollout.Named("pilot", 1, 2) with { MaxFailed = 1 }, TestRollout.Share("all", 100));
        Rollout counted = Count(rollout, Report(1, 4, "1.3.0", "1.4.0"), Report(2, 4, "1.4.0"));
        Assert.Equal(new RingProgress(2, 1, 1, null), counted.Rings[0].Progress);
        Assert.Equal(RolloutTurn.Stopped, TestRollout.Decide(counted, TestRollout.Gateway(3), Now).Turn);
    }

    [Fact]
    public void Counts_OnlyTheLastReportOfADevice_AndOnlyThoseOfTheRelease()
    {
        Rollout rollout = TestRollout.Of(TestRollout.Named("pilot", 1, 2, 3));
        Rollout counted = Count(
            rollout, Report(1, 7, "1.4.0"), Report(1, 6, "1.3.0", "1.4.0"), Report(2, 3, "1.3.0", "1.3.9"), Report(9, 1, "1.4.0"),
            Report(3, 1, "1.4.0").Replace("\"app\"", "\"site\"", StringComparison.Ordinal));
        Assert.Equal(new RingProgress(3, 1, 0, null), counted.Rings[0].Progress);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("[]")]
    [InlineData("{\"device\":7}")]
    [InlineData("{\"device\":\"0000\"}")]
    public void Refuses_ALineThatIsNoReport_WithItsNumber(string line)
    {
        File.WriteAllText(_file, Report(1, 1, "1.4.0") + line + "\n");
        Assert.Contains(":2", FleetReports.Read(_file, "app").Reason, StringComparison.Ordinal);
    }

    // A device writes its own reports: whatever stands in one, the others count.
    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"component\":\"app\",\"generation\":\"4\"}")]
    [InlineData("{\"component\":\"app\",\"generation\":-1,\"runs\":\"1.4.0\"}")]
    [InlineData("{\"component\":\"app\",\"generation\":99999999999999999999,\"runs\":7,\"undone\":[]}")]
    [InlineData("{\"comp\\ud800nent\":\"app\",\"generation\":4}")]
    [InlineData("{\"component\":\"a\\ud800\",\"generation\":4}")]
    public void Passes_OverAReportThatMakesNoSense(string content)
    {
        string odd = $$"""{"device":"{{TestRollout.Gateway(2)}}","kind":"update","content":{{content}}}""" + "\n";
        Assert.Equal([TestRollout.Gateway(1)], Read(odd, Report(1, 1, "1.4.0")).Keys);
    }

    private Rollout Count(Rollout rollout, params string[] lines) =>
        RolloutCount.Into(rollout, RolloutCount.Of(rollout, Fleet, Read(lines)), Now);

    private IReadOnlyDictionary<DeviceId, LastReport> Read(params string[] lines)
    {
        File.WriteAllText(_file, string.Concat(lines));
        return FleetReports.Read(_file, "app").Value;
    }

    private static string Report(int device, int generation, string runs, string? undone = null)
    {
        string failure = undone is null ? "" : $$""","undone":{"release":"{{undone}}","detail":"no"}""";
        // Gateways of before and of after starts were reported.
        string evidence = device % 2 == 0 ? "" : ""","starts":["0123456789abcdef0123456789abcdef"],"offline":true""";
        string content = $$"""{"component":"app","generation":{{generation}},"runs":"{{runs}}"{{evidence}}{{failure}} }""";
        return $$"""{"device":"{{TestRollout.Gateway(device)}}","kind":"update","content":{{content}} }""" + "\n";
    }
}
