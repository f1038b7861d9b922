using Edge.Audit;
using Edge.Platform.Audit;
using Edge.Platform.Updates;

namespace Edge.Tests.Host;

/// <summary>What other processes and persons change about a gateway stands in its log, with who it was.</summary>
public sealed class AuditedChangesTests
{
    [Fact]
    public async Task Tells_WhatSlotWriterAndFetcherDid()
    {
        await using var world = new GatewayWorld();
        var folders = new UpdateFolders(Path.Combine(world.Root, "slots"), Path.Combine(world.Root, "spool"), "");
        Directory.CreateDirectory(folders.Slots);
        world.Options = world.Options with { Slots = folders.Slots, Spool = folders.Spool };
        var slot = new SpoolTrail(folders.SlotEvents);
        slot.Record(AuditEvent.RequestGranted, AuditActor.User(1_000), "update install", "1.4.0");
        slot.Record(AuditEvent.UpdateArmed, AuditActor.Slot, "1.4.0", "app in slot b");
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => File.Exists(Path.Combine(world.State, "slot-events")), "what the slot writer did");
        new SpoolTrail(folders.FetchEvents).Record(AuditEvent.UpdateRefused, AuditActor.Fetch, "what is wanted of app", "app, MetadataRefused (1): expired");
        await world.UntilAsync(() => File.Exists(Path.Combine(world.State, "fetch-events")), "what the fetcher refused");
        await world.StopAsync();
        Assert.Equal(
            [
                (AuditEvent.RequestGranted, AuditActor.User(1_000), "update install", "1.4.0"),
                (AuditEvent.UpdateArmed, AuditActor.Slot, "1.4.0", "app in slot b"),
                (AuditEvent.UpdateRefused, AuditActor.Fetch, "what is wanted of app", "app, MetadataRefused (1): expired"),
            ],
            world.AuditEntries().Where(entry => entry.Event is AuditEvent.RequestGranted or >= AuditEvent.UpdateArmed and <= AuditEvent.UpdateRefused)
                .Select(entry => (entry.Event, entry.Actor, entry.Subject, entry.Detail)));
    }

    [Fact]
    public async Task Tells_OfAnotherSiteFile_Once()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        await RunAsync(world);
        File.AppendAllText(world.SitePath, "# somebody was here\n");
        await RunAsync(world);
        await RunAsync(world);
        AuditEntry[] entries = world.AuditEntries();
        AuditEntry told = Assert.Single(entries, entry => entry.Event == AuditEvent.SiteChanged);
        string[] files = [.. entries.Where(entry => entry.Event == AuditEvent.GatewayStarted).Select(entry => entry.Detail.Split(' ')[^1])];
        Assert.Equal((AuditActor.Machine, $"the installed file, {files[1]} after {files[0]}"), (told.Actor, told.Detail));
        Assert.Equal(files[1], files[2]);
        Assert.DoesNotContain(entries, entry => entry.Event == AuditEvent.GatewayLost);
    }

    [Fact]
    public async Task Tells_WhenTheDeviceMadeItsKey_Once()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        string device = world.Gateway.Device.ToString()!;
        await world.StopAsync();
        await RunAsync(world);
        AuditEntry told = Assert.Single(world.AuditEntries(), entry => entry.Event == AuditEvent.IdentityCreated);
        Assert.Equal((AuditActor.Edge, device), (told.Actor, told.Subject));
    }

    // What a killed gateway leaves is what lies on the disk while it runs.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tells_OfARunThatDidNotComeToItsEnd(bool withItsMachine)
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        string mark = Path.Combine(world.State, "last-run");
        string left = File.ReadAllText(mark);
        await world.StopAsync();
        File.WriteAllText(mark, withItsMachine ? left.Replace($"{world.Time.Boot}", $"{new BootId(Guid.NewGuid())}", StringComparison.Ordinal) : left);
        await RunAsync(world);
        await RunAsync(world);
        AuditEntry told = Assert.Single(world.AuditEntries(), entry => entry.Event == AuditEvent.GatewayLost);
        Assert.Equal((AuditActor.Machine, withItsMachine ? "with its machine" : "in this boot"), (told.Actor, told.Detail));
    }

    private static async Task RunAsync(GatewayWorld world)
    {
        world.Start();
        await world.UntilItAnswersAsync();
        await world.StopAsync();
    }
}
