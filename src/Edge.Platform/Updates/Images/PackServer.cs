using System.Buffers.Binary;
using Edge.Updates.Images;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Images;

/// <summary>The fetcher's side of the pack socket: hands on what repositories send, and nothing but pieces of
/// packs.</summary>
/// <remarks>One question after the other. File: docs/formats/pack-socket.md.</remarks>
/// <param name="sourceOf">A repository of the map at one of its addresses; null: there is none.</param>
public sealed class PackServer(Func<string, int, IRepositorySource?> sourceOf, TimeProvider time)
{
    internal const int MaxFrameBytes = 64 * 1024;

    /// <summary>Until the other side has no more questions, or asks something that is none.</summary>
    public async Task RunAsync(Stream questions, Stream answers, CancellationToken cancellation)
    {
        while (await ReadLineAsync(questions, cancellation) is byte[] line && PackRequest.TryRead(line) is { } request)
        {
            int end = await AnswerAsync(request, answers, cancellation);
            await SendAsync(answers, end, ReadOnlyMemory<byte>.Empty, cancellation);
        }
    }

    // Zero: the piece is whole; otherwise minus the number of what went wrong.
    private async Task<int> AnswerAsync(PackRequest request, Stream answers, CancellationToken cancellation)
    {
        if (sourceOf(request.Repository, request.Address) is not { } repository) { return -(int)TufSourceFailure.NotFound; }
        IRepositorySource source = request.BytesPerSecond is int most ? new ThrottledSource(repository, most, time) : repository;
        TufSourceFault? fault = await source.CopyRangeAsync(
            request.Path, new ByteRange(request.From, request.Length, request.Whole),
            async (bytes, token) =>
            {
                for (int at = 0; at < bytes.Length; at += MaxFrameBytes)
                {
                    ReadOnlyMemory<byte> frame = bytes.Slice(at, Math.Min(MaxFrameBytes, bytes.Length - at));
                    await SendAsync(answers, frame.Length, frame, token);
                }
            },
            cancellation);
        return fault is { } broken ? -(int)broken.Failure : 0;
    }

    private static async Task SendAsync(Stream answers, int head, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var number = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, head);
        await answers.WriteAsync(number, cancellation);
        await answers.WriteAsync(bytes, cancellation);
        await answers.FlushAsync(cancellation);
    }

    // Null: no more, or a line that is too long.
    private static async Task<byte[]?> ReadLineAsync(Stream questions, CancellationToken cancellation)
    {
        var line = new byte[PackRequest.MaxBytes];
        for (int count = 0; count < line.Length; count++)
        {
            if (await questions.ReadAsync(line.AsMemory(count, 1), cancellation) == 0) { return null; }
            if (line[count] == '\n') { return line[..(count + 1)]; }
        }
        return null;
    }
}
