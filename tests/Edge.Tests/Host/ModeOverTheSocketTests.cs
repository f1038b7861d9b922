using Edge.Access;
using Edge.Device.Control;

namespace Edge.Tests.Host;

/// <summary>A person at a running gateway chooses a mode, and restarts it.</summary>
public sealed class ModeOverTheSocketTests
{
    [Fact]
    public async Task Mode_IsSeenByRulesAtOnce_AndHoldsOverARestart()
    {
        await using GatewayWorld world = await StartedAsync();
        await world.UntilAsync(() => Fan(world) is { On: false, Cause: "no rule" }, "a fan that no rule runs");
        await world.UntilItAnswersAsync();
        ModesReport set = (await AskAsync(world, Set("town", "event") with { ForMs = 172_800_000 })).Value;
        Assert.Equal(("town", "event", "normal event"), (set.Modes[0].Name, set.Modes[0].Value, string.Join(' ', set.Modes[0].Values)));
        Assert.InRange(set.Modes[0].LeftMs!.Value, 1, 172_800_000);
        await world.UntilAsync(() => Fan(world) is { On: true, Cause: "rule fair" }, "a fan that the mode runs");
        await world.StopAsync();

        world.Start();
        await world.UntilAsync(() => Fan(world) is { On: true, Cause: "rule fair" }, "the same after a restart");
        ModeStatus status = world.Status.Modes.Single();
        Assert.Equal("event", status.Value);
        Assert.NotNull(status.Who);
        Assert.Contains("mode town is event", StatusText.Render(world.Status, colour: false), StringComparison.Ordinal);
        await world.UntilItAnswersAsync();
        ExplainReport why = (await ControlClient.AskAsync(
            world.Options.Socket, Request(ControlCommand.Explain) with { Actuator = "fan" }, ControlJson.Default.ExplainReport,
            CancellationToken.None)).Value;
        Assert.Equal("event", why.Modes.Single().Value);
        Assert.Contains("mode town is event", ExplainText.Render(why), StringComparison.Ordinal);

        Assert.Equal("normal", (await AskAsync(world, Set("town", "normal"))).Value.Modes.Single().Value);
        await world.UntilAsync(() => Fan(world) is { On: false, Cause: "no rule" }, "a fan that no rule runs any more");
        Assert.True(world.Log.Has(2011), "a choice leaves a trace");
    }

    [Fact]
    public async Task Mode_EndsByItself()
    {
        await using GatewayWorld world = await StartedAsync();
        await world.UntilItAnswersAsync();
        Assert.True((await AskAsync(world, Set("town", "event") with { ForMs = 1_000 })).IsOk);
        await world.UntilAsync(() => world.Log.Has(2012), "the end of its time");
        Assert.Equal(("normal", null), (world.Status.Modes.Single().Value, world.Status.Modes.Single().Who));
    }

    [Theory]
    [InlineData("village", "event", null, "There is no mode village; there is town")]
    [InlineData("town", "fair", null, "is never fair; it may be normal, event")]
    [InlineData("town", null, null, "is never nothing")]
    [InlineData("town", "event", 999L, "for 1s to 366d")]
    [InlineData("town", "event", 31_622_400_001L, "for 1s to 366d")]
    [InlineData("town", "normal", 5_000L, "leave the time out")]
    public async Task Refuses_AChoiceThatMakesNoSense(string mode, string? value, long? milliseconds, string words)
    {
        await using GatewayWorld world = await StartedAsync();
        await world.UntilItAnswersAsync();
        Assert.Contains(words, (await AskAsync(world, Set(mode, value) with { ForMs = milliseconds })).Reason, StringComparison.Ordinal);
        Assert.Equal("normal", (await AskAsync(world, Request(ControlCommand.ModeList))).Value.Modes.Single().Value);
    }

    private static async Task<GatewayWorld> StartedAsync()
    {
        var world = new GatewayWorld();
        string site = await File.ReadAllTextAsync(world.SitePath);
        await File.WriteAllTextAsync(world.SitePath, site
            .Replace("sensors:", "modes: [{name: town, values: [normal, event]}]\nsensors:", StringComparison.Ordinal)
            .Replace("{name: cool, actuator: fan, when: \"air.temperature > 10.0\"}",
                "{name: fair, actuator: fan, when: mode.town == 'event' && air.temperature > 10.0}", StringComparison.Ordinal));
        await world.PromiseCollectorAsync();
        world.Start();
        return world;
    }

    private static ControlRequest Set(string mode, string? value) => Request(ControlCommand.ModeSet) with { Mode = mode, Value = value };

    private static ControlRequest Request(ControlCommand command) => new(ControlCommands.NameOf(command));

    private static Task<Result<ModesReport, string>> AskAsync(GatewayWorld world, ControlRequest request) =>
        ControlClient.AskAsync(world.Options.Socket, request, ControlJson.Default.ModesReport, CancellationToken.None);

    private static ActuatorStatus Fan(GatewayWorld world) => world.Status.Actuators.Single();
}
