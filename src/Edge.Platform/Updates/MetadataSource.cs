using System.Text;
using Edge.Updates;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>The metadata of a repository, and a copy of what was read for whoever verifies it again.</summary>
/// <remarks>A timestamp that is trusted here already does not travel again while the source says, by its tag, that it is
/// the newest: a look that finds nothing new is the rule. Only a verified one is asked for in this way, so that a lie is
/// not kept by anybody's tag. File: docs/formats/tuf.md, <c>timestamp.tag</c>.</remarks>
/// <param name="copyTo">A folder of the same form as a repository; null: no copy.</param>
/// <param name="trusted">The folder of the trusted metadata; null: everything travels.</param>
public sealed class MetadataSource(IRepositorySource repository, IUpdateDisk disk, string? copyTo, string? trusted) : ITufSource
{
    private const int MaxTagBytes = 512;
    private const string Timestamp = "timestamp.json";

    private string TagFile => Path.Combine(copyTo!, "metadata", "timestamp.tag");

    public async Task<Result<byte[], TufSourceFault>> FetchAsync(string path, int maxBytes, CancellationToken cancellation)
    {
        bool isTagged = path == Timestamp && copyTo is not null && trusted is not null;
        byte[]? known = isTagged ? disk.ReadAll(Path.Combine(trusted!, Timestamp), maxBytes) : null;
        var content = new MemoryStream();
        var copied = await repository.CopyUnlessAsync(
            $"metadata/{path}", known is null ? null : TagOf(known), maxBytes, content.WriteAsync, cancellation);
        if (!copied.TryGet(out TaggedCopy copy, out TufSourceFault fault)) { return fault; }
        byte[] bytes = copy.IsSame ? known! : content.ToArray();
        if (copyTo is not null && !path.Contains('/')) { Copy(copyTo, path, bytes); }
        if (isTagged && !copy.IsSame) { Note(bytes, copy.Tag); }
        return bytes;
    }

    private void Copy(string folder, string path, byte[] bytes)
    {
        string file = Path.Combine(folder, "metadata", path);
        if (disk.ReadAll(file, bytes.Length) is byte[] there && there.AsSpan().SequenceEqual(bytes)) { return; }
        disk.MakeFolders(folder, "metadata");
        disk.Replace(file, bytes);
    }

    // The tag of exactly these bytes, or none.
    private string? TagOf(byte[] bytes) =>
        disk.ReadAll(TagFile, MaxTagBytes) is byte[] text && Encoding.ASCII.GetString(text).Split(' ', 2) is [var hash, var tag]
        && hash == ContentHash.Of(bytes).ToString()
            ? tag
            : null;

    private void Note(byte[] bytes, string? tag)
    {
        byte[] text = Encoding.ASCII.GetBytes($"{ContentHash.Of(bytes)} {tag}");
        if (tag is not null && text.Length <= MaxTagBytes) { disk.Replace(TagFile, text); } else { disk.Delete(TagFile); }
    }
}
