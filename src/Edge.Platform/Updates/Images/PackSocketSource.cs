using System.Buffers.Binary;
using System.Net.Sockets;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Images;

/// <summary>Packs of a repository, from one of its addresses, by way of the fetcher, who has the network that the
/// slot writer has not.</summary>
/// <remarks>What comes is a stranger's, as from every source. Each piece ends: two minutes, and what its
/// bytes take at 8 KiB in a second, or at
/// the speed that was asked for. One at a time, also of those that share a connection. File:
/// docs/formats/pack-socket.md.</remarks>
/// <param name="connection">Disposed together with each that has it.</param>
/// <param name="address">Which one; 0: the first. The others are asked by whoever has the bytes verified: the
/// fetcher cannot know which of them sends something else.</param>
/// <param name="bytesPerSecond">Null: as fast as it goes.</param>
public sealed class PackSocketSource(
    PackConnection connection, string repository, int address, int? bytesPerSecond, TimeProvider time) : IRepositorySource, IDisposable
{
    private const int SlowestBytesPerSecond = 8 * 1024;
    private const string Folder = "packs/";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly byte[] _frame = new byte[PackServer.MaxFrameBytes];

    /// <summary>There is nothing else behind this socket.</summary>
    public Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation) =>
        Task.FromResult<Result<long, TufSourceFault>>(Fault(TufSourceFailure.NotFound, path, "only pieces of packs are asked for here"));

    public async Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        if (!path.StartsWith(Folder, StringComparison.Ordinal) || ContentHash.TryParse(path[Folder.Length..]) is not { } pack)
        {
            return Fault(TufSourceFailure.NotFound, path, "no name of a pack");
        }
        long slowest = Math.Min(SlowestBytesPerSecond, bytesPerSecond ?? SlowestBytesPerSecond);
        using var late = new CancellationTokenSource(Patience + TimeSpan.FromSeconds(range.Length / slowest), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var request = new PackRequest(repository, pack, range.From, range.Length, range.Whole, bytesPerSecond, address);
        bool isAnswered = false;
        try
        {
            TufSourceFault? fault = await CopyAsync(request, path, sink, both.Token, cancellation);
            isAnswered = true;
            return fault;
        }
        finally
        {
            // Whoever takes the bytes has had enough of them: what is left of the answer is nobody's.
            if (!isAnswered) { connection.Drop(); }
        }
    }

    public void Dispose() => connection.Dispose();

    private async Task<TufSourceFault?> CopyAsync(
        PackRequest request, string path, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken both,
        CancellationToken cancellation)
    {
        if (await TryAsync(() => AskAsync(request, both), path, cancellation) is { IsOk: false } unheard)
        {
            return unheard.Reason;
        }
        for (long left = request.Length; ;)
        {
            var read = await TryAsync(() => ReadAsync(left, both), path, cancellation);
            if (!read.TryGet(out int count, out TufSourceFault fault)) { return fault; }
            if (count < 0) { return Fault((TufSourceFailure)(-count), path, "says the fetcher"); }
            if (count == 0) { return left == 0 ? null : Drop(path, $"{left} bytes are missing"); }

            // What the sink throws is the caller's.
            await sink(_frame.AsMemory(0, count), cancellation);
            left -= count;
        }
    }

    private async Task<int> AskAsync(PackRequest request, CancellationToken cancellation)
    {
        Stream stream = await connection.OpenAsync(cancellation);
        await stream.WriteAsync(request.Write(), cancellation);
        return 0;
    }

    // So many bytes are in the frame; zero: it was the last one; below: minus the number of a failure.
    private async Task<int> ReadAsync(long left, CancellationToken cancellation)
    {
        Stream stream = await connection.OpenAsync(cancellation);
        await stream.ReadExactlyAsync(_frame.AsMemory(0, sizeof(int)), cancellation);
        int head = BinaryPrimitives.ReadInt32BigEndian(_frame);
        if (head < -(int)TufSourceFailure.TooLong || head > PackServer.MaxFrameBytes || head > left)
        {
            throw new IOException($"{head} bytes announced");
        }
        if (head > 0) { await stream.ReadExactlyAsync(_frame.AsMemory(0, head), cancellation); }
        return head;
    }

    private async Task<Result<int, TufSourceFault>> TryAsync(Func<Task<int>> step, string path, CancellationToken caller)
    {
        try
        {
            return await step();
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return Drop(path, "silent, or too slow");
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return Drop(path, exception.Message);
        }
    }

    private TufSourceFault Drop(string path, string why)
    {
        connection.Drop();
        return Fault(TufSourceFailure.Unreachable, path, why);
    }

    private TufSourceFault Fault(TufSourceFailure failure, string path, string why) => new(failure, $"{connection.Path}: {path}: {why}");
}
