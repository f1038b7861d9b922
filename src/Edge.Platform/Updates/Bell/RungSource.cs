using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Bell;

/// <summary>A repository whose timestamp has come by the bell: it is not asked for again, and a server that is behind is noticed.</summary>
public sealed class RungSource(IRepositorySource repository, byte[] timestamp) : IRepositorySource
{
    private static readonly string Name = $"metadata/{TufNames.FileOf(TufNames.Timestamp, version: null)}";

    public async Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation)
    {
        if (path != Name || timestamp.Length > maxBytes) { return await repository.CopyAsync(path, from, maxBytes, sink, cancellation); }
        await sink(timestamp.AsMemory((int)Math.Min(from, timestamp.Length)), cancellation);
        return timestamp.LongLength;
    }

    public Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation) =>
        repository.CopyRangeAsync(path, range, sink, cancellation);
}
