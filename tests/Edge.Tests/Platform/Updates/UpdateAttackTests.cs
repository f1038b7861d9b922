using System.Text.Json.Nodes;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;

namespace Edge.Tests.Platform.Updates;

/// <summary>Attacks beyond a single repository, each by its name. The fetcher is taken to be the attacker's wherever the test
/// leaves it out: the slot writer alone must refuse.</summary>
public sealed class UpdateAttackTests
{
    [Fact]
    public async Task Refuses_VendorAlone() => await RefusesBothAsync(
        UpdateRefusal.RepositoriesDisagree, m => m.Repositories.OperatorTargets.Remove(Only(m)), dropFromRole: "assignments");

    [Fact]
    public async Task Refuses_OperatorAlone() => await RefusesBothAsync(
        UpdateRefusal.RepositoriesDisagree, m => m.Repositories.VendorTargets.Remove(Only(m)), dropFromRole: "releases");

    [Fact]
    public async Task Refuses_MixAndMatchOfTwoManifests() => await RefusesBothAsync(
        UpdateRefusal.RepositoriesDisagree,
        m => m.Repositories.OperatorTargets[Only(m)] = [.. m.Repositories.OperatorTargets[Only(m)], (byte)' ']);

    [Fact]
    public async Task Refuses_AMissingApprover() => await RefusesBothAsync(
        UpdateRefusal.ApproverMissing,
        m =>
        {
            TwoRepositories.Delegation(m.Repositories.Operator, "assignments")["threshold"] = 1;
            m.Repositories.Operator.Signers["assignments"].RemoveAt(1);
        });

    [Fact]
    public async Task Refuses_AMissingAuthor() => await RefusesBothAsync(
        UpdateRefusal.AuthorMissing,
        m =>
        {
            TwoRepositories.Delegation(m.Repositories.Vendor, "releases")["threshold"] = 1;
            m.Repositories.Vendor.Signers["releases"].RemoveAt(0);
        });

    // One person with two names for one key.
    [Fact]
    public async Task Refuses_AnAuthorWhoIsTheApprover() => await RefusesBothAsync(
        UpdateRefusal.AuthorIsApprover,
        m =>
        {
            TestRepository vendor = m.Repositories.Vendor;
            TestKey twin = m.Repositories.Persons["releases"].Author.Named("another-name");
            vendor.Bodies["targets"]["delegations"]!["keys"]![twin.Id] = twin.ToJson();
            JsonNode delegation = TwoRepositories.Delegation(vendor, "releases");
            delegation["keyids"]!.AsArray().Add(twin.Id);
            delegation["x-edge-persons"]!["approvers"]!.AsArray().Add(twin.Id);
            vendor.Signers["releases"].Add(twin);
        });

    [Fact]
    public async Task Refuses_ARoleWithoutPersons() => await RefusesBothAsync(
        UpdateRefusal.PersonsNotDeclared,
        m => TwoRepositories.Delegation(m.Repositories.Vendor, "releases").AsObject().Remove("x-edge-persons"));

    [Fact]
    public async Task Refuses_ATargetOfTheTopLevelRole() => await RefusesBothAsync(
        UpdateRefusal.PersonsNotDeclared,
        m => m.Repositories.Vendor.AddTarget("targets", Only(m), m.Repositories.VendorTargets[Only(m)]));

    // The keys that lie on a machine that is always on say nothing about releases.
    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    public async Task Refuses_WhatAnOnlineKeyAloneSigns(string online) => await RefusesAfterAsync(
        UpdateRefusal.MetadataRefused,
        m =>
        {
            TestRepository vendor = m.Repositories.Vendor;
            vendor.Signers["releases"] = [vendor.Signers[online][0]];
            m.Repositories.Publish();
        });

    [Fact]
    public async Task Refuses_AWithheldRoot() => await RefusesAfterAsync(
        UpdateRefusal.RootWithheld,
        m =>
        {
            TestRepository vendor = m.Repositories.Vendor;
            vendor.Bodies["timestamp"]["x-edge-root"] = 2L;
            vendor.Publish("timestamp");
            m.Repositories.Write("vendor", vendor);
        });

    [Fact]
    public async Task Refuses_ATimestampThatAnnouncesNoRoot() => await RefusesAfterAsync(
        UpdateRefusal.RootWithheld,
        m =>
        {
            TestRepository vendor = m.Repositories.Vendor;
            vendor.Bodies["timestamp"].Remove("x-edge-root");
            vendor.Publish("timestamp");
            m.Repositories.Write("vendor", vendor);
        });

    private static string Only(UpdatedMachine machine) => machine.Repositories.VendorTargets.Keys.Concat(machine.Repositories.OperatorTargets.Keys)
        .First(path => path.StartsWith("releases/", StringComparison.Ordinal));

    private static async Task RefusesBothAsync(UpdateRefusal expected, Action<UpdatedMachine> attack, string? dropFromRole = null) =>
        await RefusesAfterAsync(expected, machine =>
        {
            string path = Only(machine);
            attack(machine);
            foreach (TestRepository repository in (TestRepository[])[machine.Repositories.Vendor, machine.Repositories.Operator])
            {
                if (dropFromRole is not null && repository.Bodies.TryGetValue(dropFromRole, out JsonObject? body))
                {
                    body["targets"]!.AsObject().Remove(path);
                }
            }
            machine.Repositories.Publish();
        });

    // First with the honest fetcher, then with one that hands everything on.
    private static async Task RefusesAfterAsync(UpdateRefusal expected, Action<UpdatedMachine> attack)
    {
        using var machine = new UpdatedMachine();
        machine.Publish("1.0.0");
        attack(machine);
        var fetched = await machine.FetchAsync();
        Assert.False(fetched.IsOk, "the fetcher accepted it");
        Assert.Equal(expected, fetched.Reason.Refusal);
        Assert.Equal(expected, (await machine.WriteAloneAsync()).Refusal);
        machine.Start("after");
        Assert.Null(machine.Running.Release);
    }
}
