using Edge.Updates.Tuf;

namespace Edge.Platform.Updates;

/// <summary>A repository in a folder: of a stick, or of the spool. Nothing in it is trusted.</summary>
public sealed class FolderSource(IUpdateDisk disk, string folder) : IRepositorySource
{
    private const int ChunkBytes = 64 * 1024;

    public async Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink,
        CancellationToken cancellation)
    {
        if (IsOutside(path))
        {
            return new TufSourceFault(TufSourceFailure.NotFound, $"{path}: no such name");
        }
        try
        {
            await using Stream? stream = disk.OpenRead(Path.Combine(folder, path));
            if (stream is null) { return new TufSourceFault(TufSourceFailure.NotFound, $"{folder}: no {path}"); }
            if (stream.Length > maxBytes) { return TooLong(path, maxBytes); }
            if (stream.Length < from) { return TooLong(path, stream.Length); }
            stream.Position = from;
            var chunk = new byte[ChunkBytes];
            for (long total = from; ;)
            {
                int count = await stream.ReadAsync(chunk, cancellation);
                if (count == 0) { return total; }
                if ((total += count) > maxBytes) { return TooLong(path, maxBytes); }
                await sink(chunk.AsMemory(0, count), cancellation);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new TufSourceFault(TufSourceFailure.Unreachable, $"{folder}: {exception.Message}");
        }
    }

    public async Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        // What of the file lies behind the piece is not read.
        long left = range.Length;
        try
        {
            if (IsOutside(path)) { return new TufSourceFault(TufSourceFailure.NotFound, $"{path}: no such name"); }
            await using Stream? stream = disk.OpenRead(Path.Combine(folder, path));
            if (stream is null) { return new TufSourceFault(TufSourceFailure.NotFound, $"{folder}: no {path}"); }
            if (stream.Length != range.Whole)
            {
                return new TufSourceFault(TufSourceFailure.NotFound, $"{folder}: {path} has {stream.Length} bytes, not {range.Whole}");
            }
            stream.Position = range.From;
            var chunk = new byte[ChunkBytes];
            for (int count; left > 0; left -= count)
            {
                count = await stream.ReadAsync(chunk.AsMemory(0, (int)Math.Min(ChunkBytes, left)), cancellation);
                if (count == 0) { return new TufSourceFault(TufSourceFailure.Unreachable, $"{folder}: {path} ends early"); }
                await sink(chunk.AsMemory(0, count), cancellation);
            }
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new TufSourceFault(TufSourceFailure.Unreachable, $"{folder}: {exception.Message}");
        }
    }

    private static bool IsOutside(string path) => path.Split('/').Any(segment => segment is "" or "." or "..");

    private TufSourceFault TooLong(string path, long maxBytes) =>
        new(TufSourceFailure.TooLong, $"{folder}: {path} has more than {maxBytes} bytes");
}
