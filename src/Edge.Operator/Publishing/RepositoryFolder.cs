using System.Globalization;
using Edge.Platform.Files;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>A repository at its publisher's: <c>public</c> is what a web server or a stick gets, <c>staged</c> what still lacks
/// signatures.</summary>
/// <remarks>Nothing below <c>public</c> is ever changed but <c>metadata/timestamp.json</c> and the end of the log; every other
/// file has its version or hash in its name. Files: docs/formats/repository-folder.md.</remarks>
internal sealed class RepositoryFolder(string path)
{
    private static readonly string[] ContentFolders = ["blobs", "patches", "targets"];

    public string Path => path;

    public string Public { get; } = System.IO.Path.Combine(path, "public");

    public string Staged { get; } = System.IO.Path.Combine(path, "staged");

    public string Log => System.IO.Path.Combine(Public, "log", "publications.ndjson");

    /// <summary>Roles with a staged document, root and targets first.</summary>
    public IReadOnlyList<string> StagedRoles
    {
        get
        {
            string folder = System.IO.Path.Combine(Staged, "metadata");
            if (!Directory.Exists(folder)) { return []; }
            return [.. Directory.EnumerateFiles(folder, "*.json")
                .Select(file => Uri.UnescapeDataString(System.IO.Path.GetFileNameWithoutExtension(file)))
                .OrderBy(role => role == TufNames.Root ? 0 : role == TufNames.Targets ? 1 : 2)
                .ThenBy(role => role, StringComparer.Ordinal)];
        }
    }

    /// <summary>The oldest root there is: what is handed to the machines.</summary>
    public string? FirstRoot => RootVersions().Order().Select(version => PublicMetadata(TufNames.Root, version)).FirstOrDefault();

    public bool IsInitialised => File.Exists(PublicMetadata(TufNames.Timestamp, null)) || StagedRoles.Contains(TufNames.Root);

    /// <summary>What is published of a role; null: nothing.</summary>
    public Result<MetadataDocument, string>? Published(string role)
    {
        if (role == TufNames.Root)
        {
            long[] versions = [.. RootVersions()];
            return versions.Length == 0 ? (Result<MetadataDocument, string>?)null : Read(role, PublicMetadata(role, versions.Max()));
        }
        if (role == TufNames.Timestamp)
        {
            string file = PublicMetadata(role, null);
            return File.Exists(file) ? Read(role, file) : (Result<MetadataDocument, string>?)null;
        }
        string above = role == TufNames.Snapshot ? TufNames.Timestamp : TufNames.Snapshot;
        if (Published(above) is not { } announcing) { return (Result<MetadataDocument, string>?)null; }
        if (!announcing.IsOk) { return announcing.Reason; }
        long? version = announcing.Value.Body["meta"]?[$"{role}.json"]?["version"]?.GetValue<long>();
        return version is long number ? Read(role, PublicMetadata(role, number)) : (Result<MetadataDocument, string>?)null;
    }

    public Result<MetadataDocument, string>? StagedDocument(string role)
    {
        string file = StagedMetadata(role);
        return File.Exists(file) ? Read(role, file) : (Result<MetadataDocument, string>?)null;
    }

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
            return $"{path} has no role {role}; its roles are made by edge-operator repo init.";
        }
        return published.IsOk ? published.Value.Next() : published;
    }

    /// <summary>Who signs a role, by what will be published.</summary>
    public RoleSigners? SignersOf(string role) =>
        Current(TufNames.Root) is { IsOk: true } root
            ? RoleSigners.Of(role, root.Value, Current(TufNames.Targets) is { IsOk: true } targets ? targets.Value : null)
            : null;

    public void Stage(MetadataDocument document)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Staged, "metadata"));
        DurableFile.Replace(StagedMetadata(document.Role), document.ToBytes(), DurableFile.WorldReadable);
    }

    /// <summary>Content that is not visible before it is published.</summary>
    /// <param name="name">Below the repository: <c>blobs/HASH</c>.</param>
    public void StageContent(string name, ReadOnlySpan<byte> bytes)
    {
        string file = System.IO.Path.Combine(Staged, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        DurableFile.Replace(file, bytes, DurableFile.WorldReadable);
    }

    /// <summary>Content, staged or published; null: neither.</summary>
    public byte[]? Content(string name)
    {
        foreach (string folder in (string[])[Staged, Public])
        {
            string file = System.IO.Path.Combine(folder, name);
            if (File.Exists(file)) { return File.ReadAllBytes(file); }
        }
        return null;
    }

    public bool IsPublished(string name) => File.Exists(System.IO.Path.Combine(Public, name));

    /// <summary>Staged content, by its name below the repository.</summary>
    public IEnumerable<string> StagedContent() =>
        ContentFolders
            .Select(folder => System.IO.Path.Combine(Staged, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Staged, file));

    public void DropStaged()
    {
        if (Directory.Exists(Staged)) { Directory.Delete(Staged, recursive: true); }
    }

    public string PublicMetadata(string role, long? version) =>
        System.IO.Path.Combine(Public, "metadata", TufNames.FileOf(role, version));

    private string StagedMetadata(string role) => System.IO.Path.Combine(Staged, "metadata", TufNames.FileOf(role, null));

    private IEnumerable<long> RootVersions() => Directory.Exists(System.IO.Path.Combine(Public, "metadata"))
        ? Directory.EnumerateFiles(System.IO.Path.Combine(Public, "metadata"), "*.root.json")
            .Select(file => System.IO.Path.GetFileName(file).Split('.')[0])
            .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0).Where(number => number > 0)
        : [];

    private static Result<MetadataDocument, string> Read(string role, string file)
    {
        try
        {
            return new FileInfo(file).Length <= TufLimits.MaxTargetsBytes
                ? MetadataDocument.Read(role, File.ReadAllBytes(file), file)
                : $"{file} is larger than {TufLimits.MaxTargetsBytes} bytes.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {FileTrouble.Of(file, exception)}.";
        }
    }
}
