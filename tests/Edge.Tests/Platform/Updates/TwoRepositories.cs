using System.Text.Json.Nodes;
using Edge.Platform.Updates;
using Edge.Tests.Updates.Tuf;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Rollouts;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates;

/// <summary>Vendor and operator with all their keys, and the folder that they publish into: a web root or a stick.</summary>
internal sealed class TwoRepositories
{
    public TwoRepositories(string folder)
    {
        Folder = folder;
        Prepare(Vendor, ("releases", "releases/*/*/*/*"));
        Prepare(Operator, ("assignments", "releases/*/*/*/*"), ("rollout", "rollout/*"), ("sites", "sites/*/*/*"));
        TestKey halt = TestKey.Ed25519();
        Operator.Delegate("targets", "halt", halt, "halt.json")["terminating"] = true;
        Publish();
    }

    public string Folder { get; }

    public TestRepository Vendor { get; } = new();

    public TestRepository Operator { get; } = new();

    /// <summary>By role: who wrote and who agreed, of both repositories.</summary>
    public Dictionary<string, (TestKey Author, TestKey Approver)> Persons { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> VendorTargets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> OperatorTargets { get; } = new(StringComparer.Ordinal);

    public static RepositoryMap Map(string? address = null) => new(
        [new("vendor", address is null ? [] : [new Uri($"{address}/vendor/")]), new("operator", address is null ? [] : [new Uri($"{address}/operator/")])],
        [new(["releases/*/*/*/*"], ["vendor", "operator"]), new(["rollout/*", "sites/*/*/*", "halt.json"], ["operator"])]);

    public static string Manifest(ReleaseManifest manifest) =>
        ReleaseManifest.PathOf(manifest.Component, manifest.Rid, manifest.Release);

    /// <summary>Adds a release to both repositories, and wants it.</summary>
    public void Release(ReleaseManifest manifest, IReadOnlyDictionary<string, byte[]> contents)
    {
        byte[] bytes = ReleaseWriter.Write(manifest);
        VendorTargets[Manifest(manifest)] = bytes;
        OperatorTargets[Manifest(manifest)] = bytes;
        Want(manifest.Release);
        foreach (ReleaseFile file in manifest.Files)
        {
            Save("vendor", Parcel.NameOf(file.Blob), contents[file.Path]);
        }
        Publish();
    }

    /// <summary>Adds a release of a site to the operator's repository, and wants it.</summary>
    public void Site(ReleaseManifest manifest, IReadOnlyDictionary<string, byte[]> contents)
    {
        OperatorTargets[Manifest(manifest)] = ReleaseWriter.Write(manifest);
        OperatorTargets["rollout/site.json"] = new WantedRelease("site", manifest.Release).Write();
        foreach (ReleaseFile file in manifest.Files) { Save("operator", Parcel.NameOf(file.Blob), contents[file.Path]); }
        Publish();
    }

    public void Want(string release) => OperatorTargets["rollout/app.json"] = new WantedRelease("app", release).Write();

    /// <summary>Publishes another rollout.</summary>
    public void Want(Rollout rollout)
    {
        OperatorTargets["rollout/app.json"] = RolloutWriter.Write(rollout);
        Publish();
    }

    /// <summary>Signs everything anew and writes it out.</summary>
    public void Publish()
    {
        Publish("vendor", Vendor, VendorTargets);
        Publish("operator", Operator, OperatorTargets);
    }

    public void Save(string repository, string path, byte[] content)
    {
        string file = Path.Combine(Folder, repository, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public static void SetUp(TwoRepositories repositories, UpdateFolders folders, string? address = null)
    {
        Directory.CreateDirectory(folders.Setup);
        Directory.CreateDirectory(folders.Spool);
        Directory.CreateDirectory(folders.Slots);
        File.WriteAllBytes(folders.FirstMap, RepositoryMapWriter.Write(Map(address)));
        File.WriteAllBytes(folders.FirstRoot("vendor"), repositories.Vendor.FirstRoot);
        File.WriteAllBytes(folders.FirstRoot("operator"), repositories.Operator.FirstRoot);
    }

    /// <summary>The entry of the delegation, to be changed by whoever attacks.</summary>
    public static JsonNode Delegation(TestRepository repository, string role) =>
        repository.Bodies["targets"]["delegations"]!["roles"]!.AsArray().Single(r => (string)r!["name"]! == role)!;

    private void Prepare(TestRepository repository, params (string Role, string Paths)[] roles)
    {
        foreach ((string role, string paths) in roles)
        {
            (TestKey author, TestKey approver) = (TestKey.Ed25519(), TestKey.P256());
            Persons[role] = (author, approver);
            JsonObject delegation = repository.Delegate("targets", role, author, paths);
            repository.Bodies["targets"]["delegations"]!["keys"]![approver.Id] = approver.ToJson();
            delegation["keyids"] = new JsonArray(author.Id, approver.Id);
            delegation["threshold"] = 2;
            delegation["terminating"] = true;
            delegation["x-edge-persons"] = new JsonObject
            {
                ["authors"] = new JsonArray(author.Id), ["approvers"] = new JsonArray(approver.Id),
            };
            repository.Signers[role].Add(approver);
        }
    }

    private void Publish(string name, TestRepository repository, Dictionary<string, byte[]> targets)
    {
        foreach ((string path, byte[] content) in targets)
        {
            string role = path.StartsWith("releases/", StringComparison.Ordinal)
                ? repository == Vendor ? "releases" : "assignments"
                : path == AgreedTargets.Halt ? "halt" : path.Split('/')[0] is "sites" ? "sites" : "rollout";
            repository.AddTarget(role, path, content);
            Save(name, $"targets/{TargetPath.From(path).Value.FileOf(ContentHash.Of(content).ToString())}", content);
        }
        repository.Bodies["timestamp"]["x-edge-root"] = repository.Bodies["root"]["version"]!.GetValue<long>();
        string[] delegated = [.. repository.Bodies.Keys.Except(["root", "timestamp", "snapshot", "targets"])];
        repository.Publish([.. delegated, "targets", "snapshot", "timestamp"]);
        Write(name, repository);
    }

    /// <summary>Writes the metadata out as they are now.</summary>
    public void Write(string name, TestRepository repository)
    {
        foreach ((string file, byte[] bytes) in repository.Files) { Save(name, $"metadata/{file}", bytes); }
    }
}
