using System.Collections.Immutable;
using System.IO.Compression;
using Edge.Platform.Updates;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Releases;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;

namespace Edge.Benchmarks;

/// <summary>Two releases of the shipped gateway in two repositories on a web server, and a machine that
/// follows them.</summary>
internal sealed class UpdateSite : IDisposable
{
    private const int Quality = 11;
    private const int Window = 22;

    private readonly string _folder = Demo.NewFolder();
    private readonly TwoRepositories _repositories;

    public UpdateSite()
    {
        _repositories = new TwoRepositories(Path.Combine(_folder, "web"));
        Server = new CountingServer(_repositories.Folder);
        Folders = new UpdateFolders(Path.Combine(_folder, "slots"), Path.Combine(_folder, "spool"), Path.Combine(_folder, "setup"));
        TwoRepositories.SetUp(_repositories, Folders, Server.Address);
    }

    public CountingServer Server { get; }

    public UpdateFolders Folders { get; }

    public string[] FolderArguments => ["--slots", Folders.Slots, "--spool", Folders.Spool, "--setup", Folders.Setup];

    /// <summary>What a release is made of: no library of debug symbols, nothing of the other
    /// executables.</summary>
    public static string[] FilesOf(string folder) =>
    [
        .. Directory.GetFiles(folder).Select(file => Path.GetFileName(file))
            .Where(name => name == "edge" || name.EndsWith(".so", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Publishes the files of a folder as a release that vendor and operator want.</summary>
    /// <param name="before">The folder of the release that patches lead from; null: none.</param>
    /// <param name="packs">Whole files travel packed, as the release tool makes them; that takes a
    /// minute.</param>
    /// <returns>What travels of each file that has changed: whole, and as a patch.</returns>
    public IReadOnlyList<(string Name, long Whole, long Patch)> Publish(string folder, string release, string? before, bool packs)
    {
        var travels = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var changed = new List<(string, long, long)>();
        var files = ImmutableArray.CreateBuilder<ReleaseFile>();
        foreach (string name in FilesOf(folder))
        {
            byte[] content = File.ReadAllBytes(Path.Combine(folder, name));
            ReleaseFile file = TestRelease.File(name, "") with { Length = content.Length, Hash = ContentHash.Of(content), IsExecutable = name == "edge" };
            byte[] blob = packs ? Pack(content) : content;
            var patches = ImmutableArray<ReleasePatch>.Empty;
            byte[]? old = before is not null && File.Exists(Path.Combine(before, name)) ? File.ReadAllBytes(Path.Combine(before, name)) : null;
            if (old is not null && !content.AsSpan().SequenceEqual(old))
            {
                byte[] patch = DeltaWriter.Write(old, content);
                patches = [new ReleasePatch(ContentHash.Of(old), ContentHash.Of(patch), patch.Length, PatchMethod.EdgeDelta1)];
                _repositories.Save("vendor", Parcel.NameOf(file, patches[0]), patch);
                changed.Add((name, blob.Length, patch.Length));
            }
            files.Add(file with
            {
                Blob = new ReleaseBlob(ContentHash.Of(blob), blob.Length, packs ? BlobCompression.Brotli : BlobCompression.None),
                Patches = patches,
            });
            travels[name] = blob;
        }
        ReleaseManifest manifest =
            TestRelease.Of(release) with { Rid = UpdateSetup.Rid, Files = files.ToImmutable() };
        _repositories.Release(manifest, travels);
        return changed;
    }

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Pack(byte[] content)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        return BrotliEncoder.TryCompress(content, packed, out int length, Quality, Window)
            ? packed[..length]
            : throw new InvalidOperationException("The packed file is larger than it can be.");
    }
}
