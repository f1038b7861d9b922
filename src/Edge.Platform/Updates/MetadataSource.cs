using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>The metadata of a repository, and a copy of what was read for whoever verifies it again.</summary>
/// <param name="copyTo">A folder of the same form as a repository; null: no copy.</param>
public sealed class MetadataSource(IRepositorySource repository, IUpdateDisk disk, string? copyTo) : ITufSource
{
    public async Task<Result<byte[], TufSourceFault>> FetchAsync(string path, int maxBytes, CancellationToken cancellation)
    {
        var content = new MemoryStream();
        var copied = await repository.CopyAsync($"metadata/{path}", 0, maxBytes, content.WriteAsync, cancellation);
        if (!copied.TryGet(out _, out TufSourceFault fault)) { return fault; }
        byte[] bytes = content.ToArray();
        if (copyTo is not null && !path.Contains('/'))
        {
            disk.MakeFolders(copyTo, "metadata");
            disk.Replace(Path.Combine(copyTo, "metadata", path), bytes);
        }
        return bytes;
    }
}
