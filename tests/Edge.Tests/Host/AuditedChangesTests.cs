using System.Diagnostics;
using Edge.Audit;
using Edge.Host;
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

    // Who looks at a gateway that has just been set up must not be told that its log proves nothing.
    [Fact]
    public async Task Signs_ItsLogAtItsBeginning()
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilAsync(() => world.Status.Counters.Scans > 3, "a gateway that scans");
        await world.UntilAsync(() => world.Verdict().IsGenuine, "a signed log");
        Assert.InRange(world.Verdict().SignedSize, 1, AuditLog.EntriesPerHead - 1);
        await world.StopAsync();
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

    // What a killed gateway leaves is what lies on the disk while it runs, and what systemd then says.
    [Theory]
    [InlineData(true, null, null, "with its machine: by a loss of power, a reset, or a kernel that hung")]
    [InlineData(true, "success", "0", "with its machine: by a loss of power, a reset, or a kernel that hung")]
    [InlineData(false, null, null, "nobody knows how")]
    [InlineData(false, "watchdog", "ABRT", "ended by systemd's watchdog")]
    [InlineData(false, "oom-kill", "KILL", "the kernel took its memory")]
    [InlineData(false, "signal", "KILL", "ended by signal KILL")]
    [InlineData(false, "exit-code", "134", "exit code 134")]
    public async Task Tells_OfARunThatDidNotComeToItsEnd(bool withItsMachine, string? result, string? status, string told)
    {
        await using var world = new GatewayWorld();
        await world.PromiseCollectorAsync();
        world.Start();
        await world.UntilItAnswersAsync();
        string mark = Path.Combine(world.State, "last-run");
        string left = File.ReadAllText(mark);
        await world.StopAsync();
        string other = $"{new BootId(Guid.NewGuid())}";
        File.WriteAllText(mark, withItsMachine ? left.Replace($"{world.Time.Boot}", other, StringComparison.Ordinal) : left);
        if (result is not null) { Assert.Null(new RunEnd($"{world.Time.Boot}", result, status!).Write(world.State)); }
        await RunAsync(world);
        await RunAsync(world);
        AuditEntry[] entries = world.AuditEntries();
        AuditEntry lost = Assert.Single(entries, entry => entry.Event == AuditEvent.GatewayLost);
        Assert.Equal((AuditActor.Machine, told), (lost.Actor, lost.Detail));
        Assert.Equal(AuditEvent.GatewayStarted, entries[result == "watchdog" ? lost.Index + 2 : lost.Index + 1].Event);
        Assert.Equal(result == "watchdog" ? 1 : 0, entries.Count(entry => entry.Event == AuditEvent.WatchdogEnded));
    }

    [Fact]
    public void Notes_WhatSystemdSaysOfAnEnd_ForOneStart()
    {
        string state = Directory.CreateTempSubdirectory("edge-ended-").FullName;
        string edge = Path.Combine(AppContext.BaseDirectory, "edge");
        Assert.Equal(0, Run("SERVICE_RESULT=watchdog", "EXIT_STATUS=ABRT", edge, "ended", "--state", state));
        Assert.Equal(("watchdog", "ABRT"), RunEnd.Take(state) is { } end ? (end.Result, end.Status) : default);
        Assert.Null(RunEnd.Take(state));
        Assert.Equal(1, Run("-u", "SERVICE_RESULT", edge, "ended", "--state", state));
        Assert.Equal(1, Run("SERVICE_RESULT=signal", edge, "ended", "--state", Path.Combine(state, "missing")));
        File.WriteAllText(Path.Combine(state, "last-end"), "nonsense");
        Assert.Null(RunEnd.Take(state));
        Directory.Delete(state, recursive: true);

        static int Run(params string[] arguments)
        {
            using Process process = Process.Start("/usr/bin/env", arguments);
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    private static async Task RunAsync(GatewayWorld world)
    {
        world.Start();
        await world.UntilItAnswersAsync();
        await world.StopAsync();
    }
}
