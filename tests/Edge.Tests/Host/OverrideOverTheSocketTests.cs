using Edge.Access;
using Edge.Device.Control;
using Edge.Host.Commands;

namespace Edge.Tests.Host;

/// <summary>A person at a running gateway: overrides, asks why, restarts it.</summary>
public sealed class OverrideOverTheSocketTests
{
    [Fact]
    public async Task Override_Holds_OverARestart_AndTheRulesDecideAgainWhenItIsCleared()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => Fan(world) is { On: true, Cause: not "start" }, "a fan that a rule runs");
        await world.UntilItAnswersAsync();
        OverridesReport set = (await AskAsync(world, Set("fan", false, "blade is being changed"))).Value;
        Assert.Equal(("fan", false, "blade is being changed"), (set.Overrides[0].Actuator, set.Overrides[0].On, set.Overrides[0].Why));
        await world.UntilAsync(() => Fan(world) is { On: false, Cause: "override" }, "a fan that a person stopped");
        await world.StopAsync();

        world.Start();
        await world.UntilAsync(() => Fan(world) is { On: false, Cause: "override" }, "the same after a restart");
        await world.UntilAsync(() => world.Status.Channels.All(channel => channel.Quality is "good" or "simulated"), "inputs");
        long scans = world.Status.Counters.Scans;
        await world.UntilAsync(() => world.Status.Counters.Scans > scans + 1, "a scan that saw them");
        await world.UntilItAnswersAsync();
        ExplainReport why = (await ControlClient.AskAsync(
            world.Options.Socket, Request(ControlCommand.Explain, "fan"), ControlJson.Default.ExplainReport, CancellationToken.None)).Value;
        Assert.Equal((false, "override", "blade is being changed"), (why.On, why.Cause, why.Override!.Why));
        Assert.Contains(why.Rules, rule => rule is { Verdict: "true", Effect: "outvoted" });
        Assert.Contains(why.Ends, end => end.Contains("the override by", StringComparison.Ordinal));
        Assert.Contains("override by", ExplainText.Render(why), StringComparison.Ordinal);

        Assert.Empty((await AskAsync(world, Request(ControlCommand.OverrideClear, "fan"))).Value.Overrides);
        await world.UntilAsync(() => Fan(world) is { On: true }, "a fan that its rule runs again");
        Assert.Contains("no override", (await AskAsync(world, Request(ControlCommand.OverrideClear, "fan"))).Reason, StringComparison.Ordinal);
        Assert.True(world.Log.Has(2006) && world.Log.Has(2007), "an override leaves a trace");
    }

    [Theory]
    [InlineData("fun", "because", 1_000L, "There is no actuator fun; there is fan")]
    [InlineData("fan", " ", 1_000L, "why is missing")]
    [InlineData("fan", null, 1_000L, "why is missing")]
    [InlineData("fan", "a\nb", 1_000L, "control characters")]
    [InlineData("fan", "because", 999L, "lasts 1s to 24h")]
    [InlineData("fan", "because", 86_400_001L, "lasts 1s to 24h")]
    public async Task Refuses_AnOverrideThatSaysTooLittle(string actuator, string? why, long milliseconds, string words)
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        ControlRequest request = Set(actuator, true, why) with { ForMs = milliseconds };
        await world.UntilItAnswersAsync();
        Assert.Contains(words, (await AskAsync(world, request)).Reason, StringComparison.Ordinal);
        Assert.Empty((await AskAsync(world, Request(ControlCommand.OverrideList, null))).Value.Overrides);
    }

    // A gateway reads no more than it must: it would close the connection in the middle of the question.
    [Theory]
    [InlineData(301, "why is longer than 300 bytes")]
    [InlineData(5_000, "The request is 5")]
    public async Task Refuses_AReasonThatIsALetter(int length, string words)
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        Assert.Contains(words, (await AskAsync(world, Set("fan", true, new string('w', length)))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void Refuses_ALongReasonOnTheCommandLine(int length, bool isRefused)
    {
        string[] line = ["override", "set", "fan", "on", "--for", "1h", "--why", new string('w', length)];
        string[] errors = [.. HostCommands.Create().Parse(line).Errors.Select(each => each.Message)];
        Assert.Equal(isRefused, errors.Length == 1 && errors[0].Contains("--why: 301 bytes of text; expected at most 300", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explains_ADecisionOfThePast_AndTellsWhatIsKept()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => Fan(world) is { On: true, Cause: not "start" }, "a fan that a rule runs");
        await world.UntilItAnswersAsync();
        ExplainReport now = (await ExplainAsync(world, null)).Value;
        Assert.NotEmpty(now.Inputs);
        ExplainReport start = (await ExplainAsync(world, now.OldestUnixMs)).Value;
        Assert.Equal("start", start.Cause);
        await Task.Delay(200);
        ExplainReport then = (await ExplainAsync(world, now.AtUnixMs)).Value;
        Assert.Equal(now.AtUnixMs, then.AtUnixMs);
        Assert.InRange(then.SinceMs, now.SinceMs - 5, now.SinceMs + 5);
        Assert.Contains("still to come", (await ExplainAsync(world, now.AtUnixMs + 3_600_000)).Reason, StringComparison.Ordinal);
        Assert.Contains("are kept", (await ExplainAsync(world, now.OldestUnixMs - 1)).Reason, StringComparison.Ordinal);
    }

    private static Task<Result<ExplainReport, string>> ExplainAsync(GatewayWorld world, long? at) => ControlClient.AskAsync(
        world.Options.Socket, Request(ControlCommand.Explain, "fan") with { AtUnixMs = at }, ControlJson.Default.ExplainReport,
        CancellationToken.None);

    private static ControlRequest Set(string actuator, bool on, string? why) =>
        Request(ControlCommand.OverrideSet, actuator) with { On = on, Why = why, ForMs = 3_600_000 };

    private static ControlRequest Request(ControlCommand command, string? actuator) =>
        new(ControlCommands.NameOf(command)) { Actuator = actuator };

    private static Task<Result<OverridesReport, string>> AskAsync(GatewayWorld world, ControlRequest request) =>
        ControlClient.AskAsync(world.Options.Socket, request, ControlJson.Default.OverridesReport, CancellationToken.None);

    private static ActuatorStatus Fan(GatewayWorld world) => world.Status.Actuators.Single();
}
