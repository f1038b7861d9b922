using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>The same repository at several addresses: the next is asked when one does not answer.</summary>
public sealed class MirroredSource(IReadOnlyList<IRepositorySource> mirrors) : IRepositorySource
{
    public async Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation)
    {
        var last = new TufSourceFault(TufSourceFailure.Unreachable, "no address is set");
        foreach (IRepositorySource mirror in mirrors)
        {
            bool begun = false;
            var copied = await mirror.CopyAsync(
                path, from, maxBytes,
                (bytes, token) =>
                {
                    begun = true;
                    return sink(bytes, token);
                },
                cancellation);
            if (copied.TryGet(out long length, out last)) { return length; }

            // What was handed on cannot be taken back; the caller checks it and may begin again.
            if (begun || last.Failure != TufSourceFailure.Unreachable) { return last; }
        }
        return last;
    }
}
