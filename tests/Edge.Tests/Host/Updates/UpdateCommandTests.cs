using System.Text;
using System.Text.Json;
using Edge.Audit;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates.Releases;
using Edge.Updates.Trust;

namespace Edge.Tests.Host.Updates;

/// <summary>From the repositories to the running release, with the executable itself.</summary>
public sealed class UpdateCommandTests
{
    [Fact]
    public async Task Updates_AndFallsBack_OverHttpAndFromAStick()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Publish(gateway, "1.0.0");
        var installed = gateway.Update();
        Assert.True(installed.Code == 0, installed.Output);
        Assert.Contains("1.0.0 is committed", installed.Output, StringComparison.Ordinal);
        Assert.Contains("this is 1.0.0: run --report", Assert.Single(gateway.Started), StringComparison.Ordinal);

        Publish(gateway, "1.1.0");
        gateway.OutboxFault = "cannot store";
        var undone = gateway.Update("--stick", gateway.Repositories.Folder);
        Assert.Equal(1, undone.Code);
        Assert.Contains("Offline-fresh", undone.Output, StringComparison.Ordinal);
        Assert.Contains("readings cannot be stored: cannot store", undone.Output, StringComparison.Ordinal);
        Assert.Contains("this is 1.1.0", gateway.Started[1], StringComparison.Ordinal);
        Assert.Contains("this is 1.0.0", gateway.Started[2], StringComparison.Ordinal);

        gateway.OutboxFault = null;
        var refused = gateway.Update();
        Assert.Contains("failed before (19)", refused.Output, StringComparison.OrdinalIgnoreCase);
        var again = gateway.Update("--again");
        Assert.True(again.Code == 0, again.Output);
        string status = UpdatedGateway.Edge("update", "status", "--slots", gateway.Folders.Slots).Output;
        Assert.Contains("runs       1.1.0 in slot b", status, StringComparison.Ordinal);
        Assert.Contains("before     1.0.0 in slot a", status, StringComparison.Ordinal);
        AssertRecorded(gateway);
    }

    // Who asked, what was tried, what stayed and what did not, in this order.
    private static void AssertRecorded(UpdatedGateway gateway)
    {
        (AuditEvent Event, AuditActor Actor, string Subject, string Detail)[] recorded = gateway.Recorded();
        Assert.Equal(
            [
                (AuditEvent.RequestGranted, "update install"), (AuditEvent.UpdateArmed, "1.0.0"), (AuditEvent.UpdateCommitted, "1.0.0"),
                (AuditEvent.RequestGranted, "update install"), (AuditEvent.UpdateArmed, "1.1.0"), (AuditEvent.UpdateRolledBack, "1.1.0"),
                (AuditEvent.RequestGranted, "update install"), (AuditEvent.UpdateRefused, "what is wanted of app"),
                (AuditEvent.RequestGranted, "update install"), (AuditEvent.UpdateArmed, "1.1.0"), (AuditEvent.UpdateCommitted, "1.1.0"),
            ],
            recorded.Select(entry => (entry.Event, entry.Subject)));
        Assert.All(recorded, entry => Assert.Equal(
            entry.Event == AuditEvent.RequestGranted ? ActorKind.User : ActorKind.Component, entry.Actor.Kind));
        Assert.Equal("what is wanted from a stick", recorded[3].Detail);
        Assert.Contains("readings cannot be stored: cannot store", recorded[5].Detail, StringComparison.Ordinal);
        Assert.Contains("FailedBefore (19)", recorded[7].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_WhatTheFetcherRefuses_Once()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Publish(gateway, "1.0.0");
        string root = Directory.GetFiles(gateway.Repositories.Folder, "timestamp.json", SearchOption.AllDirectories)[0];
        File.WriteAllText(root, File.ReadAllText(root).Replace("\"version\"", "\"vresion\"", StringComparison.Ordinal));
        Assert.Equal(1, gateway.Check().Code);
        Assert.Equal(1, gateway.Check().Code);
        (AuditEvent Event, AuditActor Actor, string Subject, string Detail) told = Assert.Single(gateway.Recorded());
        Assert.Equal((AuditEvent.UpdateRefused, AuditActor.Fetch, "what is wanted of repositories"), (told.Event, told.Actor, told.Subject));
        Assert.Contains("MetadataRefused (1)", told.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_ProgramsWhatIsWanted()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Publish(gateway, "1.0.0");
        var looked = gateway.Check("--json", "--component", "app", "--stick", gateway.Repositories.Folder);
        Assert.True(looked.Code == 0, looked.Output);
        JsonElement app = Assert.Single(JsonElement.Parse(looked.Output).EnumerateArray());
        Assert.Equal(("app", "1.0.0"), (app.GetProperty("component").GetString(), app.GetProperty("release").GetString()));
        Assert.Equal((false, false, true), (Flag("running"), Flag("fetched"), Flag("offline")));
        Assert.True(app.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal("believed", app.GetProperty("clock").GetString());
        Assert.False(File.Exists(gateway.Folders.Ready));

        // What lies in the spool is fetched, whoever looks.
        Assert.Equal(0, UpdatedGateway.Edge(
            "fetch", "--no-wake", "--component", "app", "--slots", gateway.Folders.Slots, "--spool", gateway.Folders.Spool, "--setup",
            gateway.Folders.Setup).Code);
        app = JsonElement.Parse(gateway.Check("--json", "--component", "app").Output)[0];
        Assert.Equal((true, 0L), (Flag("fetched"), app.GetProperty("bytes").GetInt64()));
        Assert.Contains("1.0.0: everything that it needs is on this machine.", gateway.Check("--component", "app").Output, StringComparison.Ordinal);

        Assert.Equal(0, gateway.Update().Code);
        app = JsonElement.Parse(gateway.Check("--json", "--component", "app").Output)[0];
        Assert.Equal((true, 0L), (Flag("running"), app.GetProperty("bytes").GetInt64()));

        bool Flag(string name) => app.GetProperty(name).GetBoolean();
    }

    [Fact]
    public async Task Tells_ProgramsWhyThereIsNothing()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Assert.Equal(37, Refused("--component", "app").GetProperty("refused").GetInt32());
        Assert.Equal(JsonValueKind.Null, Refused("--stick", "/nowhere").GetProperty("refused").ValueKind);
        Assert.Equal((1, "--slots: there is no folder /nowhere/at-all.\n"), UpdatedGateway.Edge("update", "status", "--slots", "/nowhere/at-all"));
        File.Delete(gateway.Folders.FirstMap);
        JsonElement unset = Refused();
        Assert.Equal((30, JsonValueKind.Null), (unset.GetProperty("refused").GetInt32(), unset.GetProperty("component").ValueKind));
        Assert.Contains("no repository is known here", unset.GetProperty("why").GetString(), StringComparison.Ordinal);

        JsonElement Refused(params string[] more)
        {
            var looked = gateway.Check(["--json", .. more]);
            Assert.Equal(1, looked.Code);
            return Assert.Single(JsonElement.Parse(looked.Output[..(looked.Output.LastIndexOf("}]", StringComparison.Ordinal) + 2)]).EnumerateArray());
        }
    }

    // What is signed may name addresses at which nobody is any more: those of the set-up are asked last.
    [Fact]
    public async Task Finds_TheRepositories_WhereTheMapThatWasAgreedOnNamesDeadAddresses()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Publish(gateway, "1.0.0");
        File.WriteAllBytes(gateway.Folders.CurrentMap, RepositoryMapWriter.Write(TwoRepositories.Map("http://127.0.0.1:1")));
        var looked = gateway.Check("--component", "app");
        Assert.True(looked.Code == 0, looked.Output);
        Assert.Contains("1.0.0: ", looked.Output, StringComparison.Ordinal);
        RepositoryMap map = UpdateSetup.Map(gateway.Folders, new LinuxDisk()).Value;
        Assert.All(map.Repositories, repository => Assert.Equal(["http://127.0.0.1:1", "http"], repository.Addresses.Select(
            (address, at) => at == 0 ? address.GetLeftPart(UriPartial.Authority) : address.Scheme)));
    }

    [Fact]
    public async Task Runs_ItselfWhereNoReleaseIs()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Assert.Contains("edge check", UpdatedGateway.Edge("launch", "--slots", gateway.Folders.Slots, "check", "--help").Output, StringComparison.Ordinal);
        var check = UpdatedGateway.Edge(
            "update", "check", "--slots", gateway.Folders.Slots, "--spool", gateway.Folders.Spool, "--setup", "/nowhere",
            "--fetch-as", Environment.UserName);
        Assert.Equal(1, check.Code);
        Assert.Contains("map.json", check.Output, StringComparison.Ordinal);
        var rollback = UpdatedGateway.Edge("update", "rollback", "--slots", gateway.Folders.Slots, "--restart-by", "nobody");
        Assert.Equal(1, rollback.Code);
    }

    // As the units do it: the start is counted as root, the release runs as somebody who can only read.
    [Fact]
    public async Task Runs_ACandidateOnlyInTheStartThatWasCounted()
    {
        await using UpdatedGateway gateway = await UpdatedGateway.StartAsync();
        Publish(gateway, "1.0.0");
        Assert.Equal(0, gateway.Update().Code);
        Publish(gateway, "1.1.0");
        gateway.OutboxFault = "closed";
        Task<(int Code, string Output)> trial = Task.Run(() => gateway.Update());
        while (!UpdatedGateway.Edge("update", "status", "--slots", gateway.Folders.Slots).Output.Contains("phase      trial", StringComparison.Ordinal))
        {
            Assert.False(trial.IsCompleted, "the trial was not seen");
        }
        Assert.Equal(0, UpdatedGateway.EdgeIn("start-7", "slot", "begin", "--slots", gateway.Folders.Slots).Code);
        Assert.Contains("this is 1.1.0", Launch("start-7"), StringComparison.Ordinal);
        Assert.Contains("this is 1.0.0", Launch("start-8"), StringComparison.Ordinal);
        Assert.Contains("this is 1.0.0", Launch("start-7", "--committed"), StringComparison.Ordinal);
        Assert.Equal(1, (await trial).Code);

        string Launch(string start, string mode = "--begun") => UpdatedGateway.EdgeIn(
            start, "launch", "--slots", gateway.Folders.Slots, mode, "run", "--report", gateway.Folders.Spool + "/elsewhere").Output;
    }

    // A release whose executable says which it is, and writes where the supervisor looks.
    private static void Publish(UpdatedGateway gateway, string release)
    {
        string script = $"#!/bin/sh\necho \"this is {release}: $*\"\necho \"$EDGE_RELEASE_MANIFEST\" > \"$3\"\n";
        ReleaseManifest manifest = TestRelease.Of(release, ("edge", script)) with
        {
            Rid = UpdateSetup.Rid, Health = TestRelease.Health with { Deadline = TimeSpan.FromSeconds(6) },
        };
        gateway.Repositories.Release(manifest, new Dictionary<string, byte[]> { ["edge"] = Encoding.UTF8.GetBytes(script) });
    }
}
