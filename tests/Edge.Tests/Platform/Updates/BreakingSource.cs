using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates;

/// <summary>A link that breaks after so many bytes of each file below <c>blobs</c>; it counts what travelled.</summary>
internal sealed class BreakingSource(IRepositorySource source) : IRepositorySource
{
    public int? BreaksAfter { get; set; }

    public long Travelled { get; private set; }

    public async Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation)
    {
        bool breaks = false;
        var copied = await source.CopyAsync(
            path, from, maxBytes,
            async (bytes, token) =>
            {
                bool counts = path.StartsWith("blobs/", StringComparison.Ordinal);
                breaks = counts && bytes.Length > BreaksAfter;
                ReadOnlyMemory<byte> arrived = breaks ? bytes[..BreaksAfter!.Value] : bytes;
                if (counts) { Travelled += arrived.Length; }
                await sink(arrived, token);
            },
            cancellation);
        return breaks ? new TufSourceFault(TufSourceFailure.Unreachable, "the link broke") : copied;
    }

    public Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation) =>
        source.CopyRangeAsync(path, range, sink, cancellation);
}
