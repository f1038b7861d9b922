using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>The same files, but not faster than a number of bytes in each second: other traffic of the line
/// goes on.</summary>
/// <remarks>A bucket that holds one second; what is taken beyond it is waited for before more is read, so
/// the sender is slowed down by the window of its connection. All fetches through one source share the
/// bucket; one at a time.</remarks>
public sealed class ThrottledSource(IRepositorySource source, int bytesPerSecond, TimeProvider time) : IRepositorySource
{
    private double _tokens = bytesPerSecond;
    private long _filledAt = time.GetTimestamp();

    public Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation) =>
        source.CopyAsync(path, from, maxBytes, Slowed(sink), cancellation);

    public Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation) =>
        source.CopyRangeAsync(path, range, Slowed(sink), cancellation);

    private Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> Slowed(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink) =>
        async (bytes, token) =>
        {
            await sink(bytes, token);
            await WaitAsync(bytes.Length, token);
        };

    private async Task WaitAsync(int bytes, CancellationToken cancellation)
    {
        _tokens = Math.Min(bytesPerSecond, _tokens + (time.GetElapsedTime(_filledAt).TotalSeconds * bytesPerSecond)) - bytes;
        _filledAt = time.GetTimestamp();
        if (_tokens < 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(-_tokens / bytesPerSecond), time, cancellation);
        }
    }
}
