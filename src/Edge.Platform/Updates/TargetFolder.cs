using System.Security.Cryptography;
using System.Text;
using Edge.Platform.Files;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>Downloaded targets as files of one folder; under its name stands only what was checked to the last byte.</summary>
/// <remarks>Throws <see cref="IOException"/> when the disk does.</remarks>
/// <param name="folder">It exists.</param>
public sealed class TargetFolder(IUpdateDisk disk, string folder)
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
        if (IsHere(file, target)) { return null; }
        string temporary = Path.Combine(folder, $".{Path.GetFileName(file)}.part");
        if (await FetchAsync(temporary, target, source, cancellation) is TufReason reason)
        {
            disk.Delete(temporary);
            return reason;
        }
        disk.Rename(temporary, file);
        disk.FlushFolder(folder);
        return null;
    }

    private bool IsHere(string file, FoundTarget target)
    {
        using Stream? stream = disk.OpenRead(file);
        if (stream is null || stream.Length != target.File.Length) { return false; }
        using var check = new TargetCheck(target);
        var chunk = new byte[ChunkBytes];
        for (int count; (count = stream.Read(chunk)) > 0;)
        {
            if (!check.Append(chunk.AsSpan(0, count))) { return false; }
        }
        return check.Finish() is null;
    }

    private async Task<TufReason?> FetchAsync(
        string temporary, FoundTarget target, HttpTufSource source, CancellationToken cancellation)
    {
        using var check = new TargetCheck(target);
        using IUpdateFile file = disk.Create(temporary, DurableFile.WorldReadable);
        var copied = await source.CopyAsync(
            target.RepositoryPath, target.File.Length,
            (bytes, _) =>
            {
                check.Append(bytes.Span);   // too many bytes end the copy before they come here
                file.Write(bytes.Span);
                return ValueTask.CompletedTask;
            },
            cancellation);
        if (!copied.TryGet(out _, out TufSourceFault fault)) { return TufReason.Of(fault); }
        if (check.Finish() is TufReason reason) { return reason; }
        file.Flush();
        return null;
    }
}
