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
}
