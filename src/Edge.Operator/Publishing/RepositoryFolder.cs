using System.Globalization;
using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A repository at its publisher's: <c>public</c> is what a web server or a stick gets, <c>staged</c> what still
/// lacks signatures, <c>seen</c> what this publisher has come to trust.</summary>
/// <remarks>Nothing below <c>public</c> is ever changed but <c>metadata/timestamp.json</c> and the end of the log; every
/// other file has its version or hash in its name. Each write is durable on return, and whole after a cut.
/// Files: docs/formats/repository-folder.md. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
/// </remarks>
internal sealed class RepositoryFolder(string path, IUpdateDisk disk)
{
    private const string Metadata = "metadata";
    private static readonly string[] ContentFolders = ["blobs", "packs", "patches", "targets"];

    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    public RepositoryFolder(string path) : this(path, new LinuxDisk()) { }

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Public => In("public");

    public string Staged => In("staged");

    /// <summary>The newest that this publisher has verified. Not for the web server's user: who may write it can show
    /// the publisher an old state.</summary>
    public SeenMetadata Seen => new(disk, In("seen"));

    public PublicationLog Log => new(disk, System.IO.Path.Combine(Public, "log", "publications.ndjson"));

    /// <summary>Roles with a staged document, root and targets first.</summary>
    public IReadOnlyList<string> StagedRoles =>
    [
        .. JsonFilesIn(System.IO.Path.Combine(Staged, Metadata)).Select(Uri.UnescapeDataString)
            .OrderBy(role => role == TufNames.Root ? 0 : role == TufNames.Targets ? 1 : 2)
            .ThenBy(role => role, StringComparer.Ordinal),
    ];

    public bool IsInitialised => IsPublished($"{Metadata}/{TufNames.FileOf(TufNames.Timestamp, null)}") || StagedRoles.Contains(TufNames.Root);

    /// <summary>Makes the folder where it is missing.</summary>
    public void Make() => disk.MakeFolders("/", Path);

    /// <summary>The oldest root there is: what is handed to the machines. Null before the first publication.</summary>
    public byte[]? FirstRoot => RootVersions().Order().Select(version => PublicMetadata(TufNames.FileOf(TufNames.Root, version))).FirstOrDefault();

    /// <summary>What is published of a role; null: nothing.</summary>
    public Result<MetadataDocument, string>? Published(string role)
    {
        if (role == TufNames.Root)
        {
            return RootVersions().DefaultIfEmpty(0).Max() is > 0 and var newest ? ReadPublic(role, newest) : (Result<MetadataDocument, string>?)null;
        }
        if (role == TufNames.Timestamp) { return ReadPublic(role, null); }
        string above = role == TufNames.Snapshot ? TufNames.Timestamp : TufNames.Snapshot;
        if (Published(above) is not { } announcing) { return (Result<MetadataDocument, string>?)null; }
        if (!announcing.IsOk) { return announcing.Reason; }
        return announcing.Value.Announced(role) is long version ? ReadPublic(role, version) : (Result<MetadataDocument, string>?)null;
    }

    public Result<MetadataDocument, string>? StagedDocument(string role) => Read(role, StagedMetadata(role));

    /// <summary>What will be published next of a role: the staged document, or else what is
    /// published.</summary>
    public Result<MetadataDocument, string>? Current(string role) => StagedDocument(role) ?? Published(role);

    /// <summary>A document to be changed: signatures that it had are gone with the change.</summary>
    public Result<MetadataDocument, string> Draft(string role)
    {
        if (StagedDocument(role) is { } staged)
        {
            if (staged.IsOk) { staged.Value.Signatures.Clear(); }
            return staged;
        }
        if (Published(role) is not { } published)
        {
            return $"{Path} has no role {role}; its roles are made by edge-operator repo init.";
        }
        return published.IsOk ? published.Value.Next() : published;
    }

    /// <summary>Who signs a role, by what will be published.</summary>
    public RoleSigners? SignersOf(string role) =>
        Current(TufNames.Root) is { IsOk: true } root
            ? RoleSigners.Of(
                role, root.Value, Current(TufNames.Targets) is { IsOk: true } targets ? targets.Value : null,
                Published(TufNames.Root) is { IsOk: true } before ? before.Value : null)
            : null;

    public void Stage(MetadataDocument document) => Write(StagedMetadata(document.Role), document.ToBytes());

    /// <summary>Content that is not visible before it is published.</summary>
    /// <param name="name">Below the repository: <c>blobs/HASH</c>.</param>
    public void StageContent(string name, ReadOnlySpan<byte> bytes) => Write(System.IO.Path.Combine(Staged, name), bytes);

    /// <summary>Content, staged or published; null: neither.</summary>
    public byte[]? Content(string name) => StagedContent(name) ?? PublicFile(name);

    public byte[]? StagedContent(string name) => disk.ReadAll(System.IO.Path.Combine(Staged, name), int.MaxValue);

    public byte[]? PublicFile(string name) => disk.ReadAll(System.IO.Path.Combine(Public, name), int.MaxValue);

    public bool IsPublished(string name)
    {
        using Stream? file = disk.OpenRead(System.IO.Path.Combine(Public, name));
        return file is not null;
    }

    /// <summary>Staged content, by its name below the repository.</summary>
    public IEnumerable<string> StagedContents() =>
        ContentFolders.SelectMany(folder => disk.FilesBelow(System.IO.Path.Combine(Staged, folder), folder + "/"));

    public byte[]? PublicMetadata(string file) => PublicFile($"{Metadata}/{file}");

    /// <summary>Puts a file below <c>public</c>; the timestamp makes visible what was put before it.</summary>
    public void Put(string name, ReadOnlySpan<byte> bytes) => Write(System.IO.Path.Combine(Public, name), bytes);

    public void PutMetadata(string file, ReadOnlySpan<byte> bytes) => Put($"{Metadata}/{file}", bytes);

    /// <summary>Takes what was published out of what is staged.</summary>
    public void DropStaged(IEnumerable<string> roles, IEnumerable<string> contents)
    {
        // While a document is there, whoever publishes again finds what else is left.
        Delete([.. contents.Select(name => System.IO.Path.Combine(Staged, name))]);
        Delete([.. roles.Select(StagedMetadata)]);
    }

    private void Delete(string[] files)
    {
        foreach (string file in files) { disk.Delete(file); }
        foreach (string folder in files.Select(file => System.IO.Path.GetDirectoryName(file)!).Distinct()) { disk.FlushFolder(folder); }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private string StagedMetadata(string role) => System.IO.Path.Combine(Staged, Metadata, TufNames.FileOf(role, null));

    private void Write(string file, ReadOnlySpan<byte> bytes)
    {
        string folder = System.IO.Path.GetDirectoryName(file)!;
        if (_made.Add(folder)) { disk.MakeFolders("/", folder); }
        disk.Replace(file, bytes);
    }

    private IEnumerable<long> RootVersions() => JsonFilesIn(System.IO.Path.Combine(Public, Metadata))
        .Where(name => name.EndsWith(".root", StringComparison.Ordinal))
        .Select(name => long.TryParse(name.Split('.')[0], CultureInfo.InvariantCulture, out long version) ? version : 0).Where(version => version > 0);

    /// <summary>Their names without the ending; what a cut left half written is not among them.</summary>
    private IEnumerable<string> JsonFilesIn(string folder) => disk.List(folder)
        .Where(entry => !entry.IsFolder && !entry.Name.StartsWith('.') && entry.Name.EndsWith(".json", StringComparison.Ordinal))
        .Select(entry => entry.Name[..^".json".Length]);

    private Result<MetadataDocument, string>? ReadPublic(string role, long? version) =>
        Read(role, System.IO.Path.Combine(Public, Metadata, TufNames.FileOf(role, version)));

    private Result<MetadataDocument, string>? Read(string role, string file)
    {
        using (Stream? stream = disk.OpenRead(file))
        {
            if (stream is null) { return null; }
            if (stream.Length > TufLimits.MaxTargetsBytes) { return $"{file} is larger than {TufLimits.MaxTargetsBytes} bytes."; }
        }
        return MetadataDocument.Read(role, disk.ReadAll(file, TufLimits.MaxTargetsBytes)!, file);
    }
}
