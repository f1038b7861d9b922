using System.Text;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Tests.Platform.Updates;

/// <summary>Site files and trust documents on their way to a gateway, and whoever would like to change them.</summary>
public sealed class SiteUpdateTests
{
    [Fact]
    public async Task Installs_ASiteOfTheOperatorAlone()
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "1");
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("1", machine.Ledger.State.Committed!.Release);
        Assert.Equal(TestSiteRelease.Text, await File.ReadAllTextAsync(machine.Running.Entry!));
        string trust = Path.Combine(Path.GetDirectoryName(machine.Running.Entry)!, "trust", "platform.collector.json");
        Assert.True(File.Exists(trust));
        Assert.Contains("\"component\":\"site\"", Report(machine), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_OnlyTheFileThatChanged()
    {
        using UpdatedMachine machine = Machine();
        Dictionary<string, byte[]> files = Publish(machine, "1");
        Assert.Null(await machine.UpdateAsync());
        Publish(machine, "2", TestSiteRelease.Text.Replace("10.0", "12.0", StringComparison.Ordinal), files);
        Assert.Equal(TestSiteRelease.Text.Length, (await machine.FetchAsync(download: false)).Value.Missing);
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal("2", machine.Running.Release!.Release);
    }

    // Each is signed by both persons: the check on the gateway is the last that stands.
    [Theory]
    [InlineData("site.yaml", "air.temperature > 10.0", "air.temprature > 10.0", "air.temperature")]
    [InlineData("site.yaml", "board: simulated", "board: another", "board")]
    [InlineData("site.yaml", "safe: off", "safe: maybe", "not a state")]
    [InlineData("trust/platform.collector.json", "{", "[", "enrolment file")]
    [InlineData("boards/simulated.yaml", "edge: 1", "edge: 9", "simulated.yaml")]
    public async Task Refuses_WhatTheCheckRefuses_BeforeAnythingOfItRuns(string file, string good, string broken, string detail)
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "1");
        Assert.Null(await machine.UpdateAsync());
        Dictionary<string, byte[]> files = TestSiteRelease.Files();
        string text = Encoding.UTF8.GetString(files[file]);
        Assert.Contains(good, text, StringComparison.Ordinal);
        files[file] = Encoding.UTF8.GetBytes(text.Replace(good, broken, StringComparison.Ordinal));
        Publish(machine, "2", files: files);
        Assert.True((await machine.FetchAsync()).IsOk);
        UpdateReason? reason = await machine.WriteAsync();
        Assert.Equal(UpdateRefusal.ContentRefused, reason!.Refusal);
        Assert.Contains(detail, reason.Detail, StringComparison.Ordinal);
        Assert.Equal(UpdatePhase.FallenBack, machine.Ledger.State.Phase);
        await machine.WatchAsync();
        machine.Start("next");
        Assert.Equal("1", machine.Running.Release!.Release);
        Assert.Equal(1, machine.Restarts);
        Assert.Equal(UpdateRefusal.ContentRefused, machine.Ledger.State.Failure!.Reason);
        Assert.Contains("\"reason\":36", Report(machine), StringComparison.Ordinal);
        Assert.Equal(UpdateRefusal.FailedBefore, (await machine.WriteAsync())!.Refusal);
    }

    [Theory]
    [InlineData("trust/platform.collector.json", "collector")]
    [InlineData("scenario.yaml", "scenario.yaml")]
    [InlineData("boards/simulated.yaml", "simulated")]
    [InlineData("site.yaml", "site.yaml")]
    public async Task Refuses_ASiteThatLacksSomething(string file, string detail)
    {
        using UpdatedMachine machine = Machine();
        Dictionary<string, byte[]> files = TestSiteRelease.Files();
        files.Remove(file);
        Publish(machine, "1", files: files);
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Contains(detail, (await machine.WriteAsync())!.Detail, StringComparison.Ordinal);
        machine.Start("next");
        Assert.Null(machine.Running.Release);
    }

    [Fact]
    public async Task FallsBack_FromASiteThatIsGoodAndDoesNotGetWell()
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "1");
        Assert.Null(await machine.UpdateAsync());
        // A sensor at another address: the file is right, and nobody answers there.
        Publish(machine, "2", TestSiteRelease.Text.Replace("0x76", "0x77", StringComparison.Ordinal));
        machine.Sight = machine.Sight! with { UsableChannels = 0 };
        Assert.Null(await machine.UpdateAsync());
        Assert.Equal(("1", UpdateRefusal.Unhealthy), (machine.Ledger.State.Committed!.Release, machine.Ledger.State.Failure!.Reason));
        Assert.Equal("1", machine.Running.Release!.Release);
        Assert.Contains("0 channels have a usable reading, expected 2", machine.Ledger.State.Failure.Detail, StringComparison.Ordinal);
    }

    // What the new site leaves out is not missed; what it adds must answer.
    [Theory]
    [InlineData(6, 6, 2)]
    [InlineData(5, 6, 1)]
    [InlineData(0, 6, 0)]
    public async Task Expects_AllChannelsButThoseThatWereBadBefore(int usable, int all, int expected)
    {
        using UpdatedMachine machine = Machine();
        machine.Before = new ChannelCount(usable, all);
        Publish(machine, "1");
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Null(await machine.WriteAsync());
        Assert.Equal(expected, machine.Ledger.State.Candidate!.UsableChannels);
    }

    [Fact]
    public async Task Refuses_TheFileOfAnotherSite()
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "1", TestSiteRelease.Text.Replace("id: test", "id: other", StringComparison.Ordinal));
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Equal(UpdateRefusal.WrongClass, (await machine.WriteAsync())!.Refusal);
    }

    [Fact]
    public async Task Passes_AReleaseThatHasNothingForThisSite()
    {
        using UpdatedMachine machine = Machine();
        Dictionary<string, byte[]> files = TestSiteRelease.Files();
        machine.Repositories.Site(TestSiteRelease.Manifest("1", files, "elsewhere"), files);
        Assert.Equal(UpdateRefusal.NotChosen, (await machine.FetchAsync()).Reason.Refusal);
        Assert.False(File.Exists(machine.Folders.Ready));
    }

    [Fact]
    public async Task Wants_NothingWhereNoSiteIsRolledOut()
    {
        using UpdatedMachine machine = Machine();
        Assert.Equal(UpdateRefusal.NothingWanted, (await machine.FetchAsync()).Reason.Refusal);
    }

    // All keys of the vendor's, and whatever it publishes under whatever name: about sites nobody asks it.
    [Fact]
    public async Task Refuses_ASiteOfTheVendorAlone()
    {
        using UpdatedMachine machine = Machine();
        Dictionary<string, byte[]> files = TestSiteRelease.Files();
        ReleaseManifest manifest = TestSiteRelease.Manifest("1", files);
        TestRepository vendor = machine.Repositories.Vendor;
        (TestKey author, TestKey approver) = machine.Repositories.Persons["releases"];
        foreach (string paths in (string[])["sites/*/*/*", "rollout/*"])
        {
            string role = paths.Split('/')[0];
            vendor.Delegate("targets", role, author, paths)["terminating"] = true;
            vendor.Signers[role].Add(approver);
        }
        vendor.AddTarget("sites", TwoRepositories.Manifest(manifest), ReleaseWriter.Write(manifest));
        vendor.AddTarget("rollout", "rollout/site.json", new WantedRelease("site", "1").Write());
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.NothingWanted, (await machine.FetchAsync()).Reason.Refusal);
        Assert.Equal(UpdateRefusal.NothingWanted, (await machine.WriteAloneAsync()).Refusal);
    }

    [Theory]
    [InlineData(1, UpdateRefusal.ApproverMissing)]
    [InlineData(0, UpdateRefusal.AuthorMissing)]
    public async Task Refuses_ASiteThatOnePersonSigned(int missing, UpdateRefusal expected)
    {
        using UpdatedMachine machine = Machine();
        TwoRepositories.Delegation(machine.Repositories.Operator, "sites")["threshold"] = 1;
        machine.Repositories.Operator.Signers["sites"].RemoveAt(missing);
        Publish(machine, "1");
        Assert.Equal(expected, (await machine.FetchAsync()).Reason.Refusal);
        Assert.Equal(expected, (await machine.WriteAloneAsync()).Refusal);
    }

    // The role of rollouts names a site as well: the delegation does not let it.
    [Fact]
    public async Task Refuses_ASiteOfAnotherRole()
    {
        using UpdatedMachine machine = Machine();
        Dictionary<string, byte[]> files = TestSiteRelease.Files();
        ReleaseManifest manifest = TestSiteRelease.Manifest("1", files);
        TestRepository town = machine.Repositories.Operator;
        town.AddTarget("rollout", TwoRepositories.Manifest(manifest), ReleaseWriter.Write(manifest));
        machine.Repositories.OperatorTargets["rollout/site.json"] = new WantedRelease("site", "1").Write();
        machine.Repositories.Publish();
        Assert.Equal(UpdateRefusal.NotChosen, (await machine.FetchAsync()).Reason.Refusal);
    }

    [Fact]
    public async Task Refuses_ASiteOfALowerEpoch()
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "2", epoch: 2);
        Assert.Null(await machine.UpdateAsync());
        Publish(machine, "1", epoch: 1);
        Assert.True((await machine.FetchAsync()).IsOk);
        Assert.Equal(UpdateRefusal.EpochTooLow, (await machine.WriteAsync())!.Refusal);
        Assert.Equal(0, new FloorStore(machine.Disk, machine.Folders.Slots).Load().EpochOf("app"));
    }

    // Somebody at the card edits the file that runs: the next start does not take it.
    [Fact]
    public async Task Passes_OverASiteThatWasEditedInItsSlot()
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "1");
        Assert.Null(await machine.UpdateAsync());
        string text = await File.ReadAllTextAsync(machine.Running.Entry!);
        await File.WriteAllTextAsync(machine.Running.Entry!, text.Replace("safe: off", "safe: on ", StringComparison.Ordinal));
        machine.Start("edited");
        Assert.Null(machine.Running.Release);
        Assert.Contains("site.yaml has other bytes", Assert.Single(machine.Running.Warnings), StringComparison.Ordinal);
    }

    private static UpdatedMachine Machine() => new(ReleaseManifest.Site, TestSiteRelease.Id) { Sight = Well, Before = new ChannelCount(2, 2) };

    private static HealthSight Well { get; } = new(true, [], true, null, 2);

    private static Dictionary<string, byte[]> Publish(
        UpdatedMachine machine, string release, string? text = null, Dictionary<string, byte[]>? files = null, long epoch = 1)
    {
        files ??= TestSiteRelease.Files();
        if (text is not null) { files[SiteContent.SiteFile] = Encoding.UTF8.GetBytes(text); }
        machine.Repositories.Site(TestSiteRelease.Manifest(release, files) with { Epoch = epoch }, files);
        return files;
    }

    // From the spool to the report: with each write one more has room. The site before runs, nothing is said to be done that is not,
    // and with room enough it is finished.
    [Fact]
    public async Task Survives_AFullDiskAtEveryWrite()
    {
        using UpdatedMachine machine = Machine();
        Publish(machine, "1");
        Assert.Null(await machine.UpdateAsync());
        Publish(machine, "2", TestSiteRelease.Text.Replace("10.0", "12.0", StringComparison.Ordinal));
        var full = new FullDisk(new LinuxDisk());
        machine.UseDisk(full);
        int refused = 0;
        for (int room = 0; ; room++)
        {
            full.Room = room;
            try
            {
                if (machine.Ledger.State.Phase is UpdatePhase.Idle or UpdatePhase.Fetching or UpdatePhase.Writing or UpdatePhase.Written)
                {
                    Assert.True((await machine.FetchAsync()).IsOk);
                    Assert.Null(await machine.WriteAsync());
                }
                await machine.WatchAsync();
                break;
            }
            catch (IOException)
            {
                refused++;
                Assert.Contains(machine.Launcher.Choose(null).Release!.Release, (string[])["1", "2"]);
                bool isCommitted = machine.Ledger.State.Committed!.Release == "2";
                Assert.Equal(isCommitted ? "2" : "1", machine.Launcher.Choose(null).Release!.Release);
                Assert.Null(machine.Ledger.State.Failure);
                Assert.Single(Directory.GetFiles(Path.Combine(machine.Folders.Slots, "reports"), "*.json"));
            }
        }
        Assert.InRange(refused, 10, 1_000);
        Assert.Equal(("2", UpdatePhase.Idle), (machine.Ledger.State.Committed!.Release, machine.Ledger.State.Phase));
        Assert.Contains("\"outcome\":\"committed\"", Report(machine), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(machine.Folders.Slots, "reports"), "*.json").Length);
    }

    private static string Report(UpdatedMachine machine) =>
        File.ReadAllText(Directory.GetFiles(Path.Combine(machine.Folders.Slots, "reports")).Order(StringComparer.Ordinal).Last());
}
