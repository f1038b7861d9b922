using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;
using Xunit.Abstractions;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>An operating system and an application that run with each other only: both are taken, or neither,
/// whatever is cut.</summary>
public sealed class GroupTests(ITestOutputHelper output)
{
    private static readonly FoundRelease System = SystemReleases.Found(
        "2", manifest => manifest with { Needs = [new ReleaseNeed(ReleaseManifest.App, ["9"])] });

    private static readonly FoundRelease App = GroupedApp.Found("9", "2");

    [Theory]
    [InlineData(BootLoader.Tryboot)]
    [InlineData(BootLoader.Grub)]
    [InlineData(BootLoader.Uboot)]
    public async Task Commits_BothTogether(BootLoader kind)
    {
        SystemWorld world = await WithOneAsync(kind);
        Assert.Null(await InstallAsync(world));
        Assert.Equal((UpdatePhase.Armed, UpdatePhase.Armed), (world.Ledger.State.Phase, world.App.Ledger.State.Phase));

        // The gateway starts anew meanwhile: on the system before, the application before.
        world.App.Start();
        Assert.Null(world.App.Runs);
        Assert.Equal(Candidate.Tries, world.App.Ledger.State.Candidate!.TriesLeft);

        Assert.Null(await world.SettleAsync());
        AssertBoth(world);
    }

    [Fact]
    public async Task Undoes_Both_WhenTheApplicationDoesNotGetWell()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        Assert.Null(await InstallAsync(world));
        world.App.IsSick = true;
        Assert.Null(await world.SettleAsync());
        AssertNeither(world);
        Assert.Equal(UpdateRefusal.Unhealthy, world.Ledger.State.Failure!.Reason);
        Assert.Equal(UpdateRefusal.NeedsAnother, world.App.Ledger.State.Failure!.Reason);
    }

    // The operating system decides, also about an application that crashes again and again.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decides_ForBoth_HoweverOftenTheApplicationStarts(bool isSick)
    {
        SystemWorld world = await WithOnTrialAsync();
        for (int crash = 0; crash < 5 * Candidate.Tries; crash++) { world.App.Start(); }
        Assert.Equal((UpdatePhase.Trial, "9"), (world.App.Ledger.State.Phase, world.App.Runs));
        world.App.IsSick = isSick;
        Assert.Null(await world.SettleAsync());
        if (isSick) { AssertNeither(world); } else { AssertBoth(world); }
    }

    // By hand, before the system is judged: the system alone would run, and be well, with the application before.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Undoes_TheSystem_WhoseApplicationIsGone(bool isAfterACut)
    {
        SystemWorld world = await WithOnTrialAsync();
        Assert.True(world.App.Ledger.Take(new UpdateEvent.RollbackRequested(0)).IsOk);
        Assert.Equal(UpdateRefusal.NeedsAnother, world.Trial().Commit()!.Refusal);
        if (isAfterACut) { world.PowerOff(); }
        Assert.Null(await world.SettleAsync());
        AssertNeither(world);
        Assert.Equal(UpdateRefusal.NeedsAnother, world.Ledger.State.Failure!.Reason);

        // Neither has failed itself: nobody has to insist.
        Assert.Null(await world.InstallAsync(System));
        Assert.Null(await world.App.InstallAsync(App, System.Target.Hash));
        Assert.Null(await world.SettleAsync());
        AssertBoth(world);
    }

    // A cut between the boot loader and the state.
    [Fact]
    public async Task Undoes_WhatTheBootLoaderWasTold_WhereTheApplicationIsGone()
    {
        SystemWorld world = await WithOnTrialAsync();
        Assert.Null(world.Boot.Selector.Settle(world.Running!.Value));
        Assert.True(world.App.Ledger.Take(new UpdateEvent.RollbackRequested(0)).IsOk);
        Assert.Null(await world.SettleAsync());
        AssertNeither(world);
    }

    // It hangs before the application could start even once.
    [Fact]
    public async Task Undoes_TheApplication_WhenTheSystemNeverComesUp()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Uboot);
        FoundRelease hangs = SystemReleases.Found(SystemReleases.Hangs, manifest => manifest with { Needs = System.Manifest.Needs });
        Assert.Null(await world.InstallAsync(hangs));
        Assert.Null(await world.App.InstallAsync(GroupedApp.Found("9", SystemReleases.Hangs), hangs.Target.Hash));
        Assert.Null(await world.SettleAsync());
        AssertNeither(world);
        Assert.Equal(0, world.App.Ledger.State.Candidate?.Starts.Length ?? 0);
    }

    // The application that belongs to it is not armed yet: it waits, and is not undone for it.
    [Fact]
    public async Task Waits_ForWhatBelongsToIt()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        Assert.Null(await world.InstallAsync(System));
        Assert.Equal(UpdateRefusal.NeedsAnother, (await world.SettleAsync())!.Refusal);
        Assert.Equal((UpdatePhase.Armed, "1"), (world.Ledger.State.Phase, world.Runs));
        Assert.Null(await world.App.InstallAsync(App, System.Target.Hash));
        Assert.Null(await world.SettleAsync());
        AssertBoth(world);
    }

    [Fact]
    public async Task TakesEither_Alone_WhereTheyRunTogether()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        FoundRelease app = GroupedApp.Found("8", "1", "3");
        GroupedApp.PutIntoSpool(world.Disk, app);
        Assert.Null(ReleaseGroups.Check(app.Manifest, "os", "1", null));
        Assert.Null(await world.App.InstallAsync(app, with: null));
        Assert.Null(await world.SettleAsync());
        Assert.Equal(("1", "8", UpdatePhase.Idle), (world.Runs, world.App.Runs, world.App.Ledger.State.Phase));
        Assert.Null(await world.UpdateAsync("3"));
        Assert.Equal(("3", "8"), (world.Runs, world.App.Runs));
        Assert.Null(await world.InstallAsync("2"));
        Assert.Equal(UpdateRefusal.NeedsAnother, (await world.SettleAsync())!.Refusal);
        Assert.Equal("3", world.Runs);
    }

    [Fact]
    public void Asks_BothWhetherTheyRunTogether()
    {
        ReleaseManifest system = System.Manifest, app = App.Manifest, free = TestRelease.Of("7", ("edge", "x"));
        Assert.Null(ReleaseGroups.Check(system, "app", "9", app));
        Assert.Null(ReleaseGroups.Check(free, "os", "2", null));
        Assert.Null(ReleaseGroups.Check(free, "os", null, null));
        Assert.Equal(UpdateRefusal.NeedsAnother, ReleaseGroups.Check(system, "app", "8", null)!.Refusal);
        Assert.Equal(UpdateRefusal.NeedsAnother, ReleaseGroups.Check(system, "app", null, null)!.Refusal);
        Assert.Equal(UpdateRefusal.NeedsAnother, ReleaseGroups.Check(free, "os", "2", system)!.Refusal);
        Assert.Null(ReleaseGroups.Check(system, "site", "whatever", null));
    }

    [Theory]
    [InlineData(BootLoader.Tryboot, false)]
    [InlineData(BootLoader.Grub, false)]
    [InlineData(BootLoader.Uboot, false)]
    [InlineData(BootLoader.Grub, true)]
    public async Task TakesBothOrNeither_WhateverIsCut(BootLoader kind, bool isSick)
    {
        SystemWorld before = await WithOneAsync(kind);
        int cases = 0, cuts = 0;
        for (bool isCut = true; isCut; cuts++)
        {
            SystemWorld world = before.Copy();
            world.App.IsSick = isSick;
            isCut = await RunUntilAsync(world, cuts);
            foreach ((SystemWorld after, string lost) in world.AfterCut())
            {
                cases++;
                await CheckAsync(after, isSick, $"{kind}: cut behind {cuts}, lost on {lost}");
            }
        }
        output.WriteLine($"{kind}, {isSick}: {cuts - 1} operations, {cases} cases");
        Assert.InRange(cases, 500, 100_000);
    }

    private static async Task CheckAsync(SystemWorld world, bool isSick, string where)
    {
        try
        {
            world.App.IsSick = isSick;
            world.PowerOn();
            AssertApart(world);
            UpdateReason? stuck = await world.SettleAsync();
            Assert.True(stuck is null or { Refusal: UpdateRefusal.NeedsAnother }, stuck?.ToString());
            AssertApart(world);
            if (stuck is null && world.Ledger.State.Committed?.Release == "2") { AssertBoth(world); }
            world.App.IsSick = false;
            if (world.Ledger.State.Committed?.Release != "2")
            {
                Assert.Null(await InstallAsync(world));
                Assert.Null(await world.SettleAsync());
            }
            AssertBoth(world);
        }
        catch (Exception exception) when (exception is not PowerCut)
        {
            throw new InvalidOperationException($"{where}: {exception.Message}", exception);
        }
    }

    // Never the one with the other's predecessor.
    private static void AssertApart(SystemWorld world)
    {
        if (world.Runs != "2") { Assert.Null(world.App.Runs); }
        if (world.Ledger.State.Committed?.Release == "2") { Assert.Equal("9", world.App.Runs); }
    }

    private static void AssertBoth(SystemWorld world)
    {
        Assert.Equal(("2", "9"), (world.Runs, world.App.Runs));
        Assert.Equal(("2", "9"), (world.Ledger.State.Committed!.Release, world.App.Ledger.State.Committed!.Release));
        Assert.Equal((UpdatePhase.Idle, UpdatePhase.Idle), (world.Ledger.State.Phase, world.App.Ledger.State.Phase));
    }

    private static void AssertNeither(SystemWorld world)
    {
        Assert.Equal(("1", null), (world.Runs, world.App.Runs));
        Assert.Equal((UpdatePhase.Idle, UpdatePhase.Idle), (world.Ledger.State.Phase, world.App.Ledger.State.Phase));
        Assert.Null(world.App.Ledger.State.Committed);
    }

    // As the slot writer does it: what is armed stays, what is missing follows.
    private static async Task<UpdateReason?> InstallAsync(SystemWorld world)
    {
        bool isArmed = world.Ledger.State is { Phase: UpdatePhase.Armed, Candidate: { } candidate } && candidate.Release.Manifest == System.Target.Hash;
        if (!isArmed && await world.InstallAsync(System, again: true) is { } refused) { return refused; }
        return await world.App.InstallAsync(App, System.Target.Hash);
    }

    private static async Task<bool> RunUntilAsync(SystemWorld world, int cut)
    {
        world.Begin(cut);
        try
        {
            world.PowerOn();
            Assert.Null(await InstallAsync(world));
            Assert.Null(await world.SettleAsync());
            return false;
        }
        catch (PowerCut)
        {
            return true;
        }
    }

    private static async Task<SystemWorld> WithOnTrialAsync()
    {
        SystemWorld world = await WithOneAsync(BootLoader.Grub);
        Assert.Null(await InstallAsync(world));
        Assert.Null(await world.Trial().RunAsync(CancellationToken.None));
        world.PowerOn();
        Assert.Equal("2", world.Runs);
        return world;
    }

    private static async Task<SystemWorld> WithOneAsync(BootLoader kind)
    {
        var world = new SystemWorld(kind);
        world.Disk.MakeFolder("/slots/app");
        GroupedApp.PutIntoSpool(world.Disk, App);
        world.PowerOn();
        Assert.Null(await world.UpdateAsync("1"));
        return world;
    }
}
