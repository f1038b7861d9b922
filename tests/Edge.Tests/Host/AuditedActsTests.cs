using Edge.Access;
using Edge.Audit;
using Edge.Device.Control;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Platform.Audit;

namespace Edge.Tests.Host;

/// <summary>What rules and persons do on a running gateway stands in its log, once.</summary>
public sealed class AuditedActsTests
{
    [Fact]
    public async Task Tells_OfASafeStateThatDoubtForced()
    {
        await using var world = new GatewayWorld(faults: "{device: mast, kind: no-answer, from: 5s, for: 30s}");
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => world.Status.Actuators[0] is { On: true, Cause: not "start" }, "a fan that its rule runs");
        await world.UntilAsync(() => world.Status.Actuators[0].Cause == "stale input", "a fan in its safe state");
        await world.StopAsync();
        AuditEntry told = Assert.Single(world.AuditEntries(), entry => entry.Event == AuditEvent.SafeStateForced);
        Assert.Equal(("fan", "off, because an input is unknown or too old"), (told.Subject, told.Detail));
    }

    [Fact]
    public async Task Tells_OfAnActuatorThatIsReadBackOtherwise()
    {
        await using var world = new GatewayWorld();
        string site = File.ReadAllText(world.SitePath);
        File.WriteAllText(world.SitePath, site.Replace(
            "max-input-age: 10s}", "max-input-age: 10s, read-back: {channel: air.humidity, on-above: 99.9, within: 500ms}}", StringComparison.Ordinal));
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => world.Status.Actuators[0].ReadBack == "differs", "a fan that stands still");
        await world.StopAsync();
        AuditEntry told = Assert.Single(world.AuditEntries(), entry => entry.Event == AuditEvent.ReadBackMismatch);
        Assert.Equal(("fan", "it should be on"), (told.Subject, told.Detail));
    }

    [Fact]
    public async Task Tells_OfAnOverrideThatEndsByItself()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        var request = new ControlRequest(ControlCommands.NameOf(ControlCommand.OverrideSet))
        {
            Actuator = "fan", On = false, Why = "blade is being changed", ForMs = 1_000,
        };
        Assert.True((await ControlClient.AskAsync(
            world.Options.Socket, request, ControlJson.Default.OverridesReport, CancellationToken.None)).IsOk);
        await world.UntilAsync(() => world.Log.Has(2008), "an override that is over");
        await world.StopAsync();
        AuditEntry[] entries = world.AuditEntries();
        Assert.Single(entries, entry => entry.Event == AuditEvent.OverrideSet && entry.Subject == "fan");
        AuditEntry ended = Assert.Single(entries, entry => entry.Event == AuditEvent.OverrideEnded);
        Assert.Equal((AuditActor.Edge, "fan"), (ended.Actor, ended.Subject));
        Assert.StartsWith("its time is over; it was set by ", ended.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_WhoStoppedTheGateway()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        Assert.True((await ControlClient.AskAsync(world.Options.Socket, ControlCommand.Stop, CancellationToken.None)).IsOk);
        await world.StopAsync();
        AuditEntry[] entries = world.AuditEntries();
        AuditEntry granted = Assert.Single(entries, entry => entry.Event == AuditEvent.RequestGranted);
        Assert.Equal(("stop", ActorKind.User), (granted.Subject, granted.Actor.Kind));
        Assert.Equal(AuditEvent.GatewayStopped, entries[^1].Event);
    }

    [Fact]
    public async Task Tells_WhatTheGuardSaw()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        var guard = new GuardSpool(world.GuardRun, new LogTrail(world.Log));
        guard.Record(new(GuardEventKind.Drift, "usb 1-1.2", "a keyboard"));
        world.Start();
        guard.Record(new(GuardEventKind.DriftUndone, "usb 1-1.2", "0"));
        string end = $" {new FileInfo(EventSpool.Current(world.GuardRun)).Length}";
        string mark = Path.Combine(world.State, "guard-events");
        await world.UntilAsync(() => File.Exists(mark) && File.ReadAllText(mark).EndsWith(end, StringComparison.Ordinal), "what the guard saw");
        await world.StopAsync();
        Assert.Equal(
            [(AuditEvent.DriftFound, AuditActor.Guard, "a keyboard"), (AuditEvent.DriftUndone, AuditActor.Guard, "0")],
            world.AuditEntries().Where(entry => entry.Subject == "usb 1-1.2").Select(entry => (entry.Event, entry.Actor, entry.Detail)));
    }
}
