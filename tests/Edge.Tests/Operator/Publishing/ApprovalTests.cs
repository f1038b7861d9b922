using System.Text;
using Edge.Operator.Commands;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Tests.Operator.Publishing;

/// <summary>The second person signs what he was shown, and nothing that somebody puts in its place.</summary>
public sealed class ApprovalTests
{
    private static readonly byte[] Other = new WantedRelease("app", "2.0.0").Write();

    [Fact]
    public async Task Signs_WhatWasShown_AndNothingElse()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        Approval shown = Approval.Of(world.Town, world.Approver).Value;
        Assert.Contains(shown.Lines, line => line.Contains("1.0.0", StringComparison.Ordinal));

        // Another rollout, as validly signed by the author, while the approver reads.
        MetadataDocument read = world.Town.StagedDocument(Roles.Rollout)!.Value.Value;
        world.Want("2.0.0");
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        Assert.Contains("another document is staged", shown.Sign(world.Approver), StringComparison.Ordinal);
        Assert.Equal([world.Author.Public.Id],
            world.Town.StagedDocument(Roles.Rollout)!.Value.Value.SignerIds);

        // What he read, put back, is what he signs.
        world.Want("1.0.0");
        world.Town.Stage(read);
        Assert.Null(shown.Sign(world.Approver));
        await world.MustPublishAsync(world.Town);
    }

    [Fact]
    public async Task Signs_NothingThatWasStagedBehindTheQuestion()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        Approval shown = Approval.Of(world.Town, world.Approver).Value;
        world.Change(world.Town, Roles.Map, _ => { });
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        Approval both = Approval.Of(world.Town, world.Approver).Value;
        Assert.NotEqual(shown.Lines, both.Lines);
        // The author's second signature of the same text is another: he signed again, so the approver looks
        // again.
        _ = shown.Sign(world.Approver);
        Assert.Equal([world.Author.Public.Id], world.Town.StagedDocument(Roles.Map)!.Value.Value.SignerIds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_ContentThatIsNotOfTheSignedHash(bool isGone)
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        MetadataDocument document = world.Town.StagedDocument(Roles.Rollout)!.Value.Value;
        string file = ContentOf(world.Town);
        if (isGone) { File.Delete(file); } else { await File.WriteAllBytesAsync(file, Other); }
        Assert.Contains("sha256", Approval.Of(world.Town, world.Approver).Reason, StringComparison.Ordinal);
        Assert.Contains("sha256", PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author),
            StringComparison.Ordinal);
        string inspected = string.Join('\n', StagedDifference.Of(world.Town, document));
        Assert.Contains("not what the document says", inspected, StringComparison.Ordinal);
        Assert.DoesNotContain("2.0.0", inspected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ContentThatIsChangedWhileTheApproverReads()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        Approval shown = Approval.Of(world.Town, world.Approver).Value;
        await File.WriteAllBytesAsync(ContentOf(world.Town), Other);
        Assert.Contains("Nothing was signed", shown.Sign(world.Approver), StringComparison.Ordinal);
    }

    // What is compared with must be what was signed, too: otherwise nothing seems to change.
    [Fact]
    public async Task Shows_EverythingAsNew_WhereThePublishedContentWasExchanged()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        Assert.Null(PublishingWorld.Sign(world.Town, world.Approver, SignerPart.Approver));
        await world.MustPublishAsync(world.Town);
        world.Want("2.0.0");
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        string published = Directory.GetFiles(Path.Combine(world.Town.Public, "targets", "rollout")).Single();
        await File.WriteAllBytesAsync(published, Other);
        Assert.Contains(Approval.Of(world.Town, world.Approver).Value.Lines, line =>
            line.Contains("2.0.0", StringComparison.Ordinal));
    }

    // Who may write the whole folder of the approver could hide a change: what it is compared with must have been signed.
    [Fact]
    public async Task ShowsNothing_WhereThePublishedDocumentWasNeverSigned()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        Assert.Null(PublishingWorld.Sign(world.Town, world.Approver, SignerPart.Approver));
        await world.MustPublishAsync(world.Town);
        world.Time.Advance(TimeSpan.FromDays(400));
        Assert.Null(await PublishedState.WrongAsync(world.Town, null, CancellationToken.None));
        Assert.Null(await PublishedState.WrongAsync(world.Town, world.Town.FirstRoot, CancellationToken.None));
        world.Want("2.0.0");
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        MetadataDocument staged = world.Town.StagedDocument(Roles.Rollout)!.Value.Value;
        MetadataDocument published = world.Town.Published(Roles.Rollout)!.Value.Value;
        published.Body["targets"] = staged.Body["targets"]!.DeepClone();
        world.Town.PutMetadata(TufNames.FileOf(Roles.Rollout, published.Version), published.ToBytes());
        Assert.Contains("is not what its holders signed: rollout", await PublishedState.WrongAsync(world.Town, null, CancellationToken.None),
            StringComparison.Ordinal);
        Assert.Contains("is not what its holders signed", await PublishedState.WrongAsync(world.Town, world.Town.FirstRoot, CancellationToken.None),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowsNothing_ByAnotherRepositorysRoot()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        using var other = new PublishingWorld();
        Assert.Null(other.Stage(other.Town, other.Founders));
        other.SignEverything(other.Town);
        await other.MustPublishAsync(other.Town);
        Assert.NotNull(await PublishedState.WrongAsync(world.Town, other.Town.FirstRoot, CancellationToken.None));
    }

    [Fact]
    public void Founds_NothingWithOnePersonsTwoKeys_OrAnOnlineKeyThatHalts()
    {
        using var world = new PublishingWorld();
        Founders founders = world.Founders;
        Founders twice = founders with
        {
            Authors = [world.Author.Public with { Name = "cleo" }], Approvers = [world.Approver.Public with { Name = "cleo" }],
        };
        Assert.Contains("'cleo' is both --author and --approver", world.Stage(world.Town, twice), StringComparison.Ordinal);
        Assert.Contains(
            "--online key belongs to a person", world.Stage(world.Town, founders with { Halters = [world.Online.Public] }), StringComparison.Ordinal);
        Assert.Equal("cleo", PublicKey.Read(Encoding.UTF8.GetBytes(world.Author.Public.ToFile("cleo")), "x").Value.Name);
        Assert.Null(world.Stage(world.Town, founders with { Authors = [world.Author.Public with { Name = "cleo" }] }));
    }

    [Fact]
    public async Task Halts_OnlyWithAHaltersKey_AndLeavesNothingStagedOtherwise()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        string? refusal = HaltCommand.Stage(
            world.Town, world.Approver, isSet: true, "smoke", world.Time.GetUtcNow());
        Assert.Contains("no halter", refusal, StringComparison.Ordinal);
        Assert.Equal([Roles.Rollout], world.Town.StagedRoles);
        Assert.Null(HaltCommand.Stage(
            world.Town, world.Halter, isSet: true, "smoke", world.Time.GetUtcNow()));
        string halt = Encoding.UTF8.GetString(
            world.Town.StagedContent(
                world.Town.StagedContents().Single(name =>
                    name.EndsWith("halt.json", StringComparison.Ordinal)))!);
        Assert.Contains("smoke", halt, StringComparison.Ordinal);
    }

    // A halter who holds root, too, signs no change of keys by pulling the brake.
    [Fact]
    public async Task Halts_AndSignsNothingElseThatWaits()
    {
        using var world = new PublishingWorld();
        Assert.Null(world.Stage(world.Town, world.Founders with { Halters = [world.Anna.Public] }));
        world.SignEverything(world.Town);
        await world.MustPublishAsync(world.Town);
        Assert.True(KeyRotation.Renew(
            world.Town, [TufNames.Targets], TimeSpan.Zero, 30, world.Time.GetUtcNow()).IsOk);
        Assert.Null(HaltCommand.Stage(world.Town, world.Anna, isSet: true, "", world.Time.GetUtcNow()));
        Assert.Empty(world.Town.StagedDocument(TufNames.Targets)!.Value.Value.SignerIds);
        Assert.Equal([world.Anna.Public.Id], world.Town.StagedDocument(Roles.Halt)!.Value.Value.SignerIds);
    }

    [Fact]
    public async Task Drops_OneRole_AndKeepsTheWorkOfOthers()
    {
        using PublishingWorld world = await WantedAsync("1.0.0");
        world.Halt(isSet: true);
        StagedContents.Drop(world.Town, [Roles.Halt]);
        Assert.Equal([Roles.Rollout], world.Town.StagedRoles);
        Assert.Single(world.Town.StagedContents());
        Assert.Null(PublishingWorld.Sign(world.Town, world.Approver, SignerPart.Approver));
        await world.MustPublishAsync(world.Town);
    }

    private static string ContentOf(RepositoryFolder folder) =>
        Path.Combine(folder.Staged,
            folder.StagedContents().Single(name =>
                name.StartsWith("targets/rollout/", StringComparison.Ordinal)));

    /// <summary>A rollout that waits for its approver.</summary>
    private static async Task<PublishingWorld> WantedAsync(string release)
    {
        PublishingWorld world = await PublishingWorld.FoundedAsync();
        world.Want(release);
        Assert.Null(PublishingWorld.Sign(world.Town, world.Author, SignerPart.Author));
        return world;
    }
}
