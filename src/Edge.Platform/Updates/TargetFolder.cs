using System.Security.Cryptography;
using System.Text;
using Edge.Platform.Files;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>Downloaded targets as files of one folder; under its name stands only what was checked to the last byte.</summary>
/// <remarks>Throws <see cref="IOException"/> when the disk does.</remarks>
public sealed class TargetFolder(string folder)
{
    private const int MaxNameLength = 200;
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The file of a target: its path percent-encoded, or the hash of that where it would be too long.</summary>
    public string FileOf(TargetPath path)
    {
        string name = TufNames.Encode(path.Text);
        if (name.Length > MaxNameLength) { name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))); }
        return Path.Combine(folder, name);
    }

    /// <summary>Fetches a target unless it is here already; null when it now is.</summary>
    public async Task<TufReason?> DownloadAsync(FoundTarget target, HttpTufSource source, CancellationToken cancellation)
    {
        string file = FileOf(target.Path);
        if (await IsHereAsync(file, target, cancellation)) { return null; }
        string temporary = Path.Combine(folder, $".{Path.GetFileName(file)}.part");
        if (await FetchAsync(temporary, target, source, cancellation) is TufReason reason)
        {
            File.Delete(temporary);
            return reason;
        }
        File.Move(temporary, file, overwrite: true);
        DurableFile.FlushFolder(folder);
        return null;
    }

    private static async Task<bool> IsHereAsync(string file, FoundTarget target, CancellationToken cancellation)
    {
        var info = new FileInfo(file);
        if (!info.Exists || info.Length != target.File.Length) { return false; }
        using var check = new TargetCheck(target);
        await using FileStream stream = File.OpenRead(file);
        var chunk = new byte[ChunkBytes];
        while (await stream.ReadAsync(chunk, cancellation) is > 0 and var count)
        {
            if (!check.Append(chunk.AsSpan(0, count))) { return false; }
        }
        return check.Finish() is null;
    }

    private static async Task<TufReason?> FetchAsync(
        string temporary, FoundTarget target, HttpTufSource source, CancellationToken cancellation)
    {
        using var check = new TargetCheck(target);
        await using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write);
        var copied = await source.CopyAsync(
            target.RepositoryPath, target.File.Length,
            async (bytes, token) =>
            {
                _ = check.Append(bytes.Span);   // too many bytes end the copy before they come here
                await stream.WriteAsync(bytes, token);
            },
            cancellation);
        if (!copied.TryGet(out _, out TufSourceFault fault)) { return TufReason.Of(fault); }
        if (check.Finish() is TufReason reason) { return reason; }
        stream.Flush(flushToDisk: true);
        return null;
    }
}
