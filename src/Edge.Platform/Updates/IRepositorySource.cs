using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>All files of one repository, metadata and content: a web server, a stick, the spool.</summary>
public interface IRepositorySource
{
    /// <summary>Hands the bytes of a file on while they arrive.</summary>
    /// <param name="path">Relative, percent-encoded: <c>metadata/3.root.json</c>, <c>blobs/HASH</c>.</param>
    /// <param name="from">The first byte that is handed on: those before it are here already.</param>
    /// <param name="maxBytes">Of the whole file; one byte more is <see cref="TufSourceFailure.TooLong"/>.</param>
    /// <returns>The length of the whole file.</returns>
    Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation);

    /// <summary>Hands on a piece of a file that never changes, and nothing else.</summary>
    /// <param name="path">Relative: <c>packs/HASH</c>.</param>
    /// <returns>Null: all of it was handed on. After a fault, what was handed on is the beginning of the piece.</returns>
    Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation);

    /// <summary>The whole file, unless it still is the one that came with a tag; then nothing is handed on.</summary>
    /// <param name="tag">Null: there is none, and the file is handed on.</param>
    async Task<Result<TaggedCopy, TufSourceFault>> CopyUnlessAsync(
        string path, string? tag, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        var copied = await CopyAsync(path, 0, maxBytes, sink, cancellation);
        return copied.TryGet(out long length, out TufSourceFault fault) ? new TaggedCopy(length, IsSame: false, Tag: null) : fault;
    }
}

/// <param name="Length">Of the whole file in bytes; of one that is the same, 0.</param>
/// <param name="IsSame">The file of the tag; nothing was handed on.</param>
/// <param name="Tag">What the source calls this version of the file; null: nothing.</param>
public readonly record struct TaggedCopy(long Length, bool IsSame, string? Tag);

/// <summary>A piece of a file.</summary>
/// <param name="From">Its first byte.</param>
/// <param name="Length">In bytes, at least one.</param>
/// <param name="Whole">The length of the whole file in bytes.</param>
public readonly record struct ByteRange(long From, long Length, long Whole)
{
    /// <summary>The first byte behind it.</summary>
    public long End => From + Length;
}
