using Edge.Platform.Updates;
using Edge.Updates.Tuf;

namespace Edge.Tests.Platform.Updates.Images;

/// <summary>Packs in memory that fail as they are told; they count what travels.</summary>
internal sealed class MemoryPacks(Dictionary<string, byte[]> packs) : IRepositorySource
{
    private const int PieceBytes = 1_000;

    /// <summary>So many bytes travel, then the link is broken; null: it holds.</summary>
    public long? BreaksAfter { get; set; }

    /// <summary>Of each request the byte at this place of the pack is another; null: none.</summary>
    public int? WrongByte { get; set; }

    /// <summary>Nobody has anything.</summary>
    public bool IsGone { get; set; }

    public long Travelled { get; private set; }

    public int Requests { get; private set; }

    public Task<Result<long, TufSourceFault>> CopyAsync(
        string path, long from, long maxBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation) =>
        throw new InvalidOperationException("Packs are never fetched whole.");

    public async Task<TufSourceFault?> CopyRangeAsync(
        string path, ByteRange range, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        Requests++;
        if (IsGone || !packs.TryGetValue(path, out byte[]? pack))
        {
            return new TufSourceFault(TufSourceFailure.NotFound, path);
        }
        Assert.Equal(range.Whole, pack.Length);
        byte[] piece = pack[(int)range.From..(int)range.End];
        if (WrongByte is int wrong && wrong >= range.From && wrong < range.End) { piece[wrong - (int)range.From] ^= 1; }
        for (int at = 0; at < piece.Length; at += PieceBytes)
        {
            int count = Math.Min(PieceBytes, piece.Length - at);
            if (Travelled + count > BreaksAfter)
            {
                return new TufSourceFault(TufSourceFailure.Unreachable, "the link broke");
            }
            cancellation.ThrowIfCancellationRequested();
            Travelled += count;
            await sink(piece.AsMemory(at, count), cancellation);
        }
        return null;
    }
}
