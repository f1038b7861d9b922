using System.Security.Cryptography;
using Edge.Platform.Files;
using Edge.Updates;
using Edge.Updates.Trust;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>Puts files of a repository into the spool, in the same form; under its name stands only what was checked.</summary>
/// <remarks>Throws <see cref="IOException"/> when the disk does.</remarks>
public sealed class SpoolWriter(IUpdateDisk disk, string folder, IRepositorySource source)
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A small target; it is read from the spool when it is there.</summary>
    public async Task<Result<byte[], UpdateReason>> TargetAsync(AgreedTarget target, CancellationToken cancellation)
    {
        string path = $"targets/{target.Found[0].Target.RepositoryPath}";
        if (await ReceiveAsync(path, target.Hash, target.Length, cancellation) is UpdateReason reason) { return reason; }
        return disk.ReadAll(Path.Combine(folder, path), checked((int)target.Length)) is byte[] bytes
            ? bytes
            : new UpdateReason(UpdateRefusal.FileMissing, path);
    }

    /// <summary>Null when the file is in the spool.</summary>
    public async Task<UpdateReason?> ReceiveAsync(string path, ContentHash hash, long length, CancellationToken cancellation)
    {
        string file = Path.Combine(folder, path);
        if (disk.HashOf(file, length) == hash) { return null; }
        string place = path[..path.LastIndexOf('/')];
        disk.MakeFolders(folder, place);
        string temporary = Path.Combine(folder, PartOf(path));
        if (await CopyAsync(path, temporary, hash, length, cancellation) is UpdateReason reason)
        {
            // What came before the connection broke is not fetched again; its hash is checked with the rest.
            if (reason.Refusal != UpdateRefusal.NotReachable) { disk.Delete(temporary); }
            return reason;
        }
        disk.Rename(temporary, file);
        disk.FlushFolder(Path.Combine(folder, place));
        return null;
    }

    /// <summary>Where a file grows until it is whole.</summary>
    internal static string PartOf(string path)
    {
        int slash = path.LastIndexOf('/') + 1;
        return $"{path[..slash]}.{path[slash..]}.part";
    }

    // A part that a power cut left with other bytes is no reason to refuse: then everything is fetched.
    private async Task<UpdateReason?> CopyAsync(
        string path, string temporary, ContentHash hash, long length, CancellationToken cancellation)
    {
        using (var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            long from = Known(temporary, length, digest);
            if (from > 0)
            {
                using IUpdateFile rest = disk.Append(temporary);
                UpdateReason? reason = await CopyAsync(path, from, length, hash, digest, rest, cancellation);
                if (reason?.Refusal != UpdateRefusal.FileMismatch) { return reason; }
            }
        }
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IUpdateFile output = disk.Create(temporary, DurableFile.WorldReadable);
        return await CopyAsync(path, 0, length, hash, whole, output, cancellation);
    }

    private async Task<UpdateReason?> CopyAsync(
        string path, long from, long length, ContentHash hash, IncrementalHash digest, IUpdateFile output,
        CancellationToken cancellation)
    {
        long count = length;
        if (from < length)
        {
            var copied = await source.CopyAsync(
                path, from, length,
                (bytes, _) =>
                {
                    digest.AppendData(bytes.Span);
                    output.Write(bytes.Span);
                    return ValueTask.CompletedTask;
                },
                cancellation);
            if (!copied.TryGet(out count, out TufSourceFault fault)) { return Reason(fault); }
        }
        output.Flush();
        return count == length && ContentHash.FromDigest(digest.GetHashAndReset()) == hash
            ? null
            : new UpdateReason(UpdateRefusal.FileMismatch, $"{path}: {count} bytes, not those that are signed");
    }

    private long Known(string temporary, long length, IncrementalHash digest)
    {
        using Stream? part = disk.OpenRead(temporary);
        if (part is null || part.Length > length) { return 0; }
        var chunk = new byte[ChunkBytes];
        for (int count; (count = part.Read(chunk)) > 0;) { digest.AppendData(chunk, 0, count); }
        return part.Length;
    }

    /// <summary>What a fault of a source means to an update.</summary>
    internal static UpdateReason Reason(TufSourceFault fault) => new(
        fault.Failure switch
        {
            TufSourceFailure.NotFound => UpdateRefusal.FileMissing,
            TufSourceFailure.TooLong => UpdateRefusal.FileMismatch,
            _ => UpdateRefusal.NotReachable,
        },
        fault.Detail);
}
