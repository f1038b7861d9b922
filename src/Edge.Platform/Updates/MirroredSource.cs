using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>The same repository at several addresses: the next is asked when one does not answer.</summary>
public sealed class MirroredSource(IReadOnlyList<IRepositorySource> mirrors) : IRepositorySource
{
    public Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation) =>
        AskAsync((mirror, counted) => mirror.CopyAsync(path, from, maxBytes, counted, cancellation), sink);

    public Task<Result<TaggedCopy, TufSourceFault>> CopyUnlessAsync(
        string path, string? tag, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation) =>
        AskAsync((mirror, counted) => mirror.CopyUnlessAsync(path, tag, maxBytes, counted, cancellation), sink);

    public async Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        var copied = await AskAsync<long>(
            async (mirror, counted) => await mirror.CopyRangeAsync(path, range, counted, cancellation) is { } fault ? fault : range.Length, sink);
        return copied.IsOk ? null : copied.Reason;
    }

    private async Task<Result<T, TufSourceFault>> AskAsync<T>(
        Func<IRepositorySource, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>, Task<Result<T, TufSourceFault>>> ask,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink)
        where T : notnull
    {
        var last = new TufSourceFault(TufSourceFailure.Unreachable, "no address is set");
        foreach (IRepositorySource mirror in mirrors)
        {
            bool begun = false;
            var copied = await ask(
                mirror,
                (bytes, token) =>
                {
                    begun = true;
                    return sink(bytes, token);
                });
            if (copied.TryGet(out T? answer, out last)) { return answer; }

            // What was handed on cannot be taken back; the caller checks it and may begin again.
            if (begun || last.Failure != TufSourceFailure.Unreachable) { return last; }
        }
        return last;
    }
}
