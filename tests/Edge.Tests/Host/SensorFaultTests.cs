using Edge.Device.Control;

namespace Edge.Tests.Host;

/// <summary>A sensor that is away spoils its own channels only, switches its actuator to the safe state, and comes back by itself.</summary>
public sealed class SensorFaultTests
{
    [Fact]
    public async Task Loses_ASensor_HoldsTheSafeState_AndHasItBack()
    {
        await using var world = new GatewayWorld(faults: "{device: mast, kind: no-answer, from: 20s, for: 20s}");
        await world.StartCollectorAsync();
        world.Enrol();
        world.Start();
        await world.UntilAsync(() => Fan(world) is { On: true }, "a fan that runs");
        await world.UntilAsync(() => world.Channel("air.temperature").Quality == "bad", "a sensor that is away");
        Assert.Equal("no answer", world.Channel("air.temperature").Reason);
        await world.UntilAsync(() => !Fan(world).On, "the safe state");
        Assert.Equal("stale input", Fan(world).Cause);
        await world.UntilAsync(() => world.Channel("air.temperature").Quality == "simulated", "a sensor that answers again");
        await world.UntilAsync(() => Fan(world) is { On: true }, "a fan that runs again");
        await world.UntilDeliveredAsync();
        await world.AssertNothingLostAsync();
    }

    /// <summary>Else a slow bus holds up the rules of a board with one processor until the pool gets a second thread, half a
    /// second later.</summary>
    [Fact]
    public async Task Samples_AndScans_OutsideTheThreadPool()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => Fan(world) is { On: true }, "a fan that runs");
        Assert.Superset(new HashSet<string> { "rules", "sensors i2c-1" }, world.Time.Threads.Keys.ToHashSet());
    }

    private static ActuatorStatus Fan(GatewayWorld world) => world.Status.Actuators.Single();
}
