using System.Text;
using Edge.Operator.Publishing;
using Edge.Updates.Tuf;

namespace Edge.Tests.Operator.Publishing;

/// <summary>What must not become visible does not, and what was visible stays as it was.</summary>
public sealed class PublishingRefusalTests
{
    [Fact]
    public async Task Refuses_WithoutAnApprover()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
        Assert.Contains("approver", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_WithoutAnAuthor()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Approver, SignerPart.Approver));
        Assert.Contains("author", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AnAuthorWhoApproves()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
        string? refusal = PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Approver);
        Assert.Contains("no part as an approver", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_OnePersonWithTwoKeysOfAuthors()
    {
        using var world = new PublishingWorld();
        using var second = PersonKey.Create();
        Assert.Null(world.Stage(world.Vendor, world.Founders with { Authors = [world.Author.Public, second.Public] }));
        world.SignEverything(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
        Assert.Null(world.Build("1.0.0", "edge"));
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
        Assert.Null(PublishingWorld.Sign(world.Vendor, second, SignerPart.Author));
        Assert.Contains("approver", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ARoleEmptiedByTwoAuthors_WithAnApproverSignatureThatIsNone()
    {
        using var world = new PublishingWorld();
        using var second = PersonKey.Create();
        Assert.Null(world.Stage(world.Vendor, world.Founders with { Authors = [world.Author.Public, second.Public] }));
        world.SignEverything(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
        world.Change(world.Vendor, Roles.Releases, _ => { });
        Assert.Null(PublishingWorld.Sign(world.Vendor, world.Author, SignerPart.Author));
        Assert.Null(PublishingWorld.Sign(world.Vendor, second, SignerPart.Author));
        MetadataDocument draft = world.Vendor.StagedDocument(Roles.Releases)!.Value.Value;
        draft.Signatures.Add((System.Text.Json.Nodes.JsonNode)new System.Text.Json.Nodes.JsonObject
        {
            ["keyid"] = world.Approver.Public.Id, ["sig"] = "00",
        });
        world.Vendor.Stage(draft);
        Assert.Contains("approver", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_FoundersWhoAreTheSame()
    {
        using var world = new PublishingWorld();
        Founders good = world.Founders;
        Assert.Contains("--approver", world.Stage(world.Town, good with { Approvers = good.Authors }), StringComparison.Ordinal);
        Assert.Contains("--approver", world.Stage(world.Town, good with { Approvers = [] }), StringComparison.Ordinal);
        Assert.Contains("--threshold", world.Stage(world.Town, good with { Threshold = 3 }), StringComparison.Ordinal);
        Assert.Contains("--online", world.Stage(world.Town, good with { Online = world.Anna.Public }), StringComparison.Ordinal);
        Assert.Contains("--halter", world.Stage(world.Town, good with { Halters = [] }), StringComparison.Ordinal);
        Assert.Empty(world.Town.StagedRoles);
    }

    [Fact]
    public async Task Refuses_AFoundingThatOneRootHolderHasNotSigned()
    {
        using var world = new PublishingWorld();
        Assert.Null(world.Stage(world.Town, world.Founders));
        Assert.Null(PublishingWorld.Sign(world.Town, world.Anna, SignerPart.Holder));
        Assert.Contains("1 of 2 signatures", await world.RefusedAsync(world.Town), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metadata/releases.json")]
    [InlineData("targets/*manifest.json")]
    [InlineData("targets/*sbom.cdx.json")]
    [InlineData("blobs/*")]
    public async Task Refuses_AByteThatChangedAfterSigning(string pattern)
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        world.SignByTwo(world.Vendor);
        string[] parts = pattern.Split('/');
        string file = Directory.GetFiles(Path.Combine(world.Vendor.Staged, parts[0]), parts[1], SearchOption.AllDirectories)[0];
        byte[] bytes = await File.ReadAllBytesAsync(file);
        int at = parts[0] == "metadata" ? Encoding.UTF8.GetString(bytes).IndexOf("\"length\":", StringComparison.Ordinal) + 9 : bytes.Length / 2;
        bytes[at] = (byte)(bytes[at] == '1' ? '2' : '1');
        await File.WriteAllBytesAsync(file, bytes);
        Assert.Contains("Nothing was published", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AnotherOnlineKey()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        world.SignByTwo(world.Vendor);
        Assert.Contains("may not sign", await world.RefusedAsync(world.Vendor, world.Author), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ADraftThatHasExpired()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        world.SignByTwo(world.Vendor);
        world.Time.Advance(TimeSpan.FromDays(366));
        Assert.Contains("Expired", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ADraftThatWasOvertaken()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Assert.Null(world.Build("1.0.0", "edge"));
        world.SignByTwo(world.Vendor);
        MetadataDocument late = world.Vendor.StagedDocument(Roles.Releases)!.Value.Value;
        await world.MustPublishAsync(world.Vendor);
        Assert.Null(world.Build("1.1.0", "edge two"));
        world.SignByTwo(world.Vendor);
        await world.MustPublishAsync(world.Vendor);
        world.Vendor.Stage(late);
        Assert.Contains("version 2", await world.RefusedAsync(world.Vendor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishes_AHaltWhileSomethingElseWaitsForItsApprover()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge");
        world.Want("0.9.0");
        world.Halt(isSet: true);
        var published = await new Publisher(world.Town, world.Online, world.Time)
            .PublishAsync(PublishingWorld.Days, CancellationToken.None, [Roles.Halt]);
        Assert.True(published.IsOk, published.ToString());
        Assert.Equal([Roles.Rollout], world.Town.StagedRoles);
        Assert.Null(await world.VerifyAsync(world.Town));
    }

    [Fact]
    public async Task Verify_NoticesAFileThatWasChangedOrIsGone()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge");
        foreach ((string name, string content) in PublishingWorld.Seen(world.Vendor))
        {
            // The first root is what the check begins with; older documents that nothing names are nobody's.
            bool isOld = name is "metadata/1.root.json" or "metadata/1.releases.json" or "metadata/1.snapshot.json";
            if (isOld) { continue; }
            string file = Path.Combine(world.Vendor.Public, name);
            File.Delete(file);
            Assert.True(await world.VerifyAsync(world.Vendor) is not null, $"{name} is gone and nobody noticed");
            byte[] bytes = Convert.FromBase64String(content);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
            Assert.True(await world.VerifyAsync(world.Vendor) is not null, $"{name} was changed and nobody noticed");
            await File.WriteAllBytesAsync(file, Convert.FromBase64String(content));
        }
        Assert.Null(await world.VerifyAsync(world.Vendor));
    }

    [Fact]
    public async Task Verify_NoticesALogThatWasShortened()
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        await world.ReleaseAsync("1.0.0", "edge");
        string log = Path.Combine(world.Vendor.Public, "log", "publications.ndjson");
        string[] lines = await File.ReadAllLinesAsync(log);
        await File.WriteAllTextAsync(log, string.Concat(lines.Skip(1).Select(line => line + "\n")));
        Assert.Contains("line 1", await world.VerifyAsync(world.Vendor), StringComparison.Ordinal);
        await File.WriteAllTextAsync(log, string.Concat(lines.SkipLast(1).Select(line => line + "\n")));
        Assert.NotNull(await world.VerifyAsync(world.Vendor));
    }

    [Fact]
    public void Opens_AKeyWithItsPassphraseAlone()
    {
        using var key = PersonKey.Create();
        string pem = key.ToPem("correct horse battery");
        Assert.Contains("wrong", PersonKey.FromPem(pem, "correct horse", "cleo.person.key").Reason, StringComparison.Ordinal);
        using PersonKey again = PersonKey.FromPem(pem, "correct horse battery", "cleo.person.key").Value;
        Assert.Equal(key.Public, again.Public);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"key":{"keyval":{"public":"none"}}}""")]
    [InlineData("""{"version":1,"key":{"keyval":{"public":7}}}""")]
    [InlineData(
        "{\"key\":{\"keyval\":{\"public\":\"-----BEGIN PUBLIC KEY-----\\n"
        + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DIQcDQgAEsCQTBMwiRvRmDH9QDRlwZvy0eGq+\\n"
        + "ToXyhbsDxuFo4nD/5mca6dGZFyQxAiuhi+4sMb8XSUwRhTFnb94cpF17fQ==\\n-----END PUBLIC KEY-----\"}}}")]
    public void Refuses_AFileThatIsNoPublicKey(string text) =>
        Assert.Contains("key.json", PublicKey.Read(Encoding.UTF8.GetBytes(text), "key.json").Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"signatures":[],"signed":{"_type":"targets","version":2,"targets":[]}}""")]
    [InlineData("""{"signatures":[],"signed":{"_type":"targets","version":"2"}}""")]
    [InlineData("""{"signatures":[],"signed":{}}""")]
    [InlineData("none")]
    public async Task Refuses_AStagedDocumentThatIsNone(string text)
    {
        using PublishingWorld world = await PublishingWorld.FoundedAsync();
        Directory.CreateDirectory(Path.Combine(world.Vendor.Staged, "metadata"));
        await File.WriteAllTextAsync(Path.Combine(world.Vendor.Staged, "metadata", TufNames.FileOf(Roles.Releases, null)), text);
        Assert.NotEmpty(await world.RefusedAsync(world.Vendor));
    }
}
