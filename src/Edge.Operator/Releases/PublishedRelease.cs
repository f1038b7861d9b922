using System.IO.Compression;
using Edge.Operator.Publishing;
using Edge.Updates;
using Edge.Updates.Releases;
using Edge.Updates.Tuf;

namespace Edge.Operator.Releases;

/// <summary>Releases that stand in a repository folder, published or staged.</summary>
internal static class PublishedRelease
{
    /// <param name="path">Of its manifest.</param>
    public static Result<ReleaseManifest, string> Read(RepositoryFolder folder, string path, string role = Roles.Releases)
    {
        Result<byte[], string> bytes = Bytes(folder, path, role);
        if (!bytes.IsOk) { return bytes.Reason; }
        return ReleaseReader.Read(bytes.Value).TryGet(out ReleaseManifest manifest, out UpdateReason reason)
            ? manifest
            : $"{path}: {reason.Detail}";
    }

    /// <summary>The bytes of a target that a role names.</summary>
    public static Result<byte[], string> Bytes(RepositoryFolder folder, string path, string role)
    {
        string? hash = folder.Published(role) is { IsOk: true } document
            ? document.Value.HashOf(path)
            : null;
        if (hash is null) { return $"{folder.Path} has not published {path}."; }
        return Content(folder, path, hash) is { } bytes ? bytes : $"The bytes of {path} are missing or damaged.";
    }

    /// <summary>The bytes of a target, staged or published; null where they are missing or others.</summary>
    public static byte[]? Content(RepositoryFolder folder, string path, string hash) =>
        TargetPath.From(path) is { IsOk: true } target && folder.Content($"targets/{target.Value.FileOf(hash)}") is { } bytes
        && ContentHash.Of(bytes).ToString() == hash
            ? bytes
            : null;

    /// <summary>A file of a release, unpacked; null where its bytes are not there, or others.</summary>
    public static byte[]? ContentOf(RepositoryFolder folder, ReleaseFile file)
    {
        if (folder.Content(Parcel.NameOf(file.Blob)) is not { } blob || ContentHash.Of(blob) != file.Blob.Hash)
        {
            return null;
        }
        if (file.Blob.Compression == BlobCompression.None)
        {
            return ContentHash.Of(blob) == file.Hash ? blob : null;
        }
        var content = new byte[file.Length];
        return BrotliDecoder.TryDecompress(blob, content, out int length) && length == content.Length
            && ContentHash.Of(content) == file.Hash
            ? content
            : null;
    }
}
