using System.Text;
using Edge.Operator.Publishing;
using Edge.Operator.Releases;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Tests.Updates.Tuf;
using Edge.Updates.Releases;
using Edge.Updates.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Operator.Publishing;

/// <summary>Vendor and town with the people who hold their keys, at one table, and a clock that a test moves.</summary>
internal sealed class PublishingWorld : IDisposable
{
    public const int Days = 7;

    private readonly string _root = Directory.CreateTempSubdirectory("edge-publishing").FullName;

    /// <param name="disk">Null: this machine's.</param>
    /// <param name="now">Null: the time of <see cref="TestRepository"/>.</param>
    public PublishingWorld(IUpdateDisk? disk = null, DateTimeOffset? now = null)
    {
        Time = new FakeTimeProvider(now ?? TestRepository.Now);
        Vendor = new RepositoryFolder(Path.Combine(_root, "vendor"), disk ?? new LinuxDisk());
        Town = new RepositoryFolder(Path.Combine(_root, "town"), disk ?? new LinuxDisk());
    }

    public FakeTimeProvider Time { get; }

    public RepositoryFolder Vendor { get; }

    public RepositoryFolder Town { get; }

    /// <summary>Root holders.</summary>
    public PersonKey Anna { get; } = PersonKey.Create();

    public PersonKey Ben { get; } = PersonKey.Create();

    public PersonKey Author { get; } = PersonKey.Create();

    public PersonKey Approver { get; } = PersonKey.Create();

    public PersonKey Halter { get; } = PersonKey.Create();

    public PersonKey Online { get; } = PersonKey.Create();

    public Founders Founders => new(
        [Anna.Public, Ben.Public], 2, [Author.Public], [Approver.Public], [Halter.Public], Online.Public);

    /// <summary>Somebody vouches for the clock that tests turn on by weeks.</summary>
    public bool ClockIsRight { get; set; } = true;

    private DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Both repositories, published and empty.</summary>
    public static async Task<PublishingWorld> FoundedAsync(IUpdateDisk? disk = null)
    {
        var world = new PublishingWorld(disk);
        foreach (RepositoryFolder folder in (RepositoryFolder[])[world.Vendor, world.Town])
        {
            Assert.Null(world.Stage(folder, world.Founders));
            world.SignEverything(folder);
            await world.MustPublishAsync(folder);
        }
        return world;
    }

    public string? Stage(RepositoryFolder folder, Founders founders) =>
        RepositoryFounding.Stage(folder, founders, folder == Vendor ? Roles.OfVendor : Roles.OfOperator, Now);

    /// <summary>Each person signs whatever is his.</summary>
    public void SignEverything(RepositoryFolder folder)
    {
        (PersonKey, SignerPart)[] people =
        [
            (Anna, SignerPart.Holder), (Ben, SignerPart.Holder), (Halter, SignerPart.Holder), (Author, SignerPart.Author),
            (Approver, SignerPart.Approver),
        ];
        foreach ((PersonKey key, SignerPart part) in people) { _ = Sign(folder, key, part); }
    }

    /// <summary>Null when the key had something to sign.</summary>
    public static string? Sign(RepositoryFolder folder, PersonKey key, SignerPart part)
    {
        Result<IReadOnlyList<MetadataDocument>, string> found = Signing.Find(folder, key, part);
        if (!found.IsOk) { return found.Reason; }
        return Signing.Sign(folder, key, found.Value);
    }

    /// <summary>Author, then approver.</summary>
    public void SignByTwo(RepositoryFolder folder)
    {
        Assert.Null(Sign(folder, Author, SignerPart.Author));
        Assert.Null(Sign(folder, Approver, SignerPart.Approver));
    }

    public Publisher Publisher(RepositoryFolder folder, PersonKey? key = null) =>
        new(folder, key ?? Online, Time) { ClockIsRight = ClockIsRight };

    /// <summary>The same folder as it would be on another disk.</summary>
    public RepositoryFolder TownOn(IUpdateDisk disk) => new(Town.Path, disk);

    public Task<Result<IReadOnlyList<string>, string>> PublishAsync(RepositoryFolder folder, PersonKey? key = null) =>
        Publisher(folder, key).PublishAsync(Days, CancellationToken.None);

    public Task<Result<IReadOnlyList<string>, string>> RefreshAsync(RepositoryFolder folder) =>
        Publisher(folder).RefreshAsync(Days, CancellationToken.None);

    public async Task MustPublishAsync(RepositoryFolder folder)
    {
        var published = await PublishAsync(folder);
        Assert.True(published.IsOk, published.ToString());
    }

    /// <summary>Why it is not published, while machines see what they saw before.</summary>
    public async Task<string> RefusedAsync(RepositoryFolder folder, PersonKey? key = null)
    {
        var before = Seen(folder);
        var published = await PublishAsync(folder, key);
        Assert.False(published.IsOk, published.ToString());
        Assert.Equal(before, Seen(folder));
        return published.Reason;
    }

    /// <summary>All that is public, by name.</summary>
    public static SortedDictionary<string, string> Seen(RepositoryFolder folder) => new(
        Directory.Exists(folder.Public)
            ? Directory.GetFiles(folder.Public, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(folder.Public, file), file => Convert.ToBase64String(File.ReadAllBytes(file)))
            : [],
        StringComparer.Ordinal);

    /// <summary>Stages a release whose edge has this text.</summary>
    public string? Build(string release, string text, params string[] patchFrom)
    {
        string from = Path.Combine(_root, "slot");
        Directory.CreateDirectory(Path.Combine(from, "lib"));
        string edge = Path.Combine(from, "edge");
        File.WriteAllBytes(edge, Executable(text));
        File.SetUnixFileMode(edge, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(from, "lib", "common.so"), "the same");
        var order = new ReleaseOrder(
            ReleaseOrder.FilesBelow(from).Value, "app", release, UpdateSetup.Rid, 1, new StateFormats(1, 1),
                TestRelease.Health, patchFrom,
            [Repository.PathOf("src", "Edge", "packages.lock.json")]);
        return new ReleaseBuilder(Vendor, Time, _ => { }).Build(order);
    }

    /// <summary>A file that packs badly, so that a patch is worth it.</summary>
    public static byte[] Executable(string text)
    {
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        return [.. Encoding.UTF8.GetBytes(text), .. bytes];
    }

    /// <summary>From the folder of files to what machines see: two persons at the vendor's, two in the town.</summary>
    public async Task ReleaseAsync(string release, string text, params string[] patchFrom)
    {
        Assert.Null(Build(release, text, patchFrom));
        SignByTwo(Vendor);
        await MustPublishAsync(Vendor);
        Assign(release);
        Want(release);
        SignByTwo(Town);
        await MustPublishAsync(Town);
    }

    public void Assign(string release)
    {
        string path = ReleaseManifest.PathOf("app", UpdateSetup.Rid, release);
        byte[] manifest = PublishedRelease.Bytes(Vendor, path, Roles.Releases).Value;
        Change(Town, Roles.Assignments, change => Assert.Null(change.Add(path, manifest)));
    }

    public void Want(string release) => Change(
        Town, Roles.Rollout,
        change => Assert.Null(change.Add(WantedRelease.PathOf("app"), new WantedRelease("app", release).Write())));

    public void Halt(bool isSet)
    {
        Change(Town, Roles.Halt, change =>
        {
            if (isSet) { Assert.Null(change.Add(AgreedTargets.Halt, "{}"u8.ToArray())); }
            else { Assert.True(change.Remove(AgreedTargets.Halt)); }
        });
        Assert.Null(Sign(Town, Halter, SignerPart.Holder));
    }

    public void Change(RepositoryFolder folder, string role, Action<StagedChange> change)
    {
        StagedChange staged = StagedChange.Of(folder, role).Value;
        change(staged);
        staged.Save(Now, 365);
    }

    /// <summary>Null when all that is public holds, log included.</summary>
    public async Task<string?> VerifyAsync(RepositoryFolder folder)
    {
        string? wrong = await RepositoryCheck.OfEverything(folder)
            .RunAsync(new ScratchStore(folder.FirstRoot!), new Dictionary<string, byte[]>(), Now, CancellationToken.None);
        if (wrong is not null) { return wrong; }
        MetadataDocument snapshot = folder.Published("snapshot")!.Value.Value;
        string name = $"{snapshot.Version}.snapshot.json";
        return folder.Log.Check(name, snapshot, folder.PublicMetadata(name)!);
    }

    /// <summary>A machine that was set up with the first roots of both.</summary>
    public UpdatedMachine Machine()
    {
        var machine = new UpdatedMachine();
        File.WriteAllBytes(machine.Folders.FirstRoot("vendor"), Vendor.FirstRoot!);
        File.WriteAllBytes(machine.Folders.FirstRoot("operator"), Town.FirstRoot!);
        CopyTo(machine);
        return machine;
    }

    /// <summary>Carries what is public to a machine's stick, and the time with it.</summary>
    public void CopyTo(UpdatedMachine machine)
    {
        if (Directory.Exists(machine.Repositories.Folder)) { Directory.Delete(machine.Repositories.Folder, recursive: true); }
        foreach ((RepositoryFolder folder, string name) in ((RepositoryFolder, string)[])[(Vendor, "vendor"), (Town, "operator")])
        {
            foreach ((string file, string content) in Seen(folder))
            {
                machine.Repositories.Save(name, file, Convert.FromBase64String(content));
            }
        }
        if (machine.Time.GetUtcNow() < Now) { machine.Time.SetUtcNow(Now); }
    }

    public void Dispose()
    {
        foreach (PersonKey key in (PersonKey[])[Anna, Ben, Author, Approver, Halter, Online]) { key.Dispose(); }
        Directory.Delete(_root, recursive: true);
    }
}
