using System.Collections;
using System.Security.Cryptography;
using Edge.Updates;
using Edge.Updates.Images;
using Edge.Updates.Tuf;

namespace Edge.Platform.Updates.Images;

/// <summary>An image that stands in another slot.</summary>
public sealed record SeedImage(ImageIndex Index, IBlocks Blocks);

/// <summary>Brings an image into a slot: each chunk is verified before it is written, and nothing is written
/// that stands there.</summary>
/// <remarks>The slot is its own journal: running again, after a cut or without one, keeps what is there. In
/// one pass, without
/// a copy, in memory that does not depend on the image but for its index. A sector that cannot be read, in either
/// slot, is damage like another byte; one that cannot be written throws <see cref="IOException"/>.</remarks>
/// <param name="target">The slot; invalid since before.</param>
/// <param name="seed">The active slot; null: none.</param>
public sealed class ImageWriter(ImageIndex index, IBlocks target, SeedImage? seed) : IDisposable
{
    private const int StretchChunks = 16;
    private const int MostStrangeChunks = 64;

    /// <summary>A source with so many wrong chunks is not asked for more: a stick may have a bad sector, but what
    /// a mirror that lies sends is paid for.</summary>
    internal const int MostWrongChunks = 8;

    private readonly ChangedBlocks _output = new(target);
    private readonly ChunkPacker _packer = new();
    private readonly ImageSeed? _seed = seed is null ? null : new ImageSeed(seed.Index);
    private readonly BitArray _missing = new(index.Count);
    private readonly BitArray _strange = new(index.Count);
    private readonly byte[] _chunk = new byte[ImageLimits.MaxChunkBytes];
    private long _kept, _copied, _zero, _fetched, _patched, _travelled;
    private int _requests;

    public ImageReport Report => new(_kept, _copied, _zero, _fetched, _patched, _travelled, _requests, _output.Written);

    public void Dispose() => _packer.Dispose();

    /// <param name="sources">In their order: what one does not have, or has wrongly, the next is asked
    /// for.</param>
    /// <returns>Null: the whole image stands in the slot, and is durable.</returns>
    public async Task<UpdateReason?> WriteAsync(IReadOnlyList<IRepositorySource> sources, CancellationToken cancellation)
    {
        if (target.Length < index.Length)
        {
            return new UpdateReason(UpdateRefusal.DiskFull, $"the image has {index.Length} bytes, the slot {target.Length}");
        }
        TakeStock();
        UpdateReason? last = null;
        ImagePatcher? patcher = seed is null || index.Patches.IsEmpty ? null : new ImagePatcher(index, seed, _missing, TakePatched);
        foreach (IRepositorySource source in sources)
        {
            if (patcher is not null) { await patcher.FetchAsync(source, cancellation); }
            if (await FetchAsync(source, cancellation) is UpdateReason reason) { last = reason; }
        }

        _travelled += patcher?.Travelled ?? 0;
        _requests += patcher?.Requests ?? 0;

        // What came before the link broke stays, whatever happens next.
        target.Flush();
        return !_missing.HasAnySet() ? null
            : last ?? new UpdateReason(UpdateRefusal.FileMissing, "no source has the packs of the image");
    }

    // Everything that is on this machine, in the order of the image. Behind a long row of chunks that do not stand here, one of each
    // stretch is looked at: reading and hashing a slot that holds something else would be a fifth of the work.
    private void TakeStock()
    {
        int strange = 0;
        for (int first = 0; first < index.Count; first += StretchChunks)
        {
            int end = Math.Min(first + StretchChunks, index.Count);
            int probe = end - 1;
            while (probe > first && index[probe].IsZero) { probe--; }
            bool isLookedAt = strange < MostStrangeChunks || (!index[probe].IsZero && Stands(probe));
            for (int i = first; i < end; i++)
            {
                ImageChunk chunk = index[i];
                if (chunk.IsZero) { WriteZeros(chunk); continue; }
                bool isKept = isLookedAt && Stands(i);
                strange = isKept ? 0 : strange + 1;
                _strange[i] |= !isLookedAt;
                if (isKept) { _kept += chunk.Length; } else { _missing[i] = !Copy(i); }
            }
        }
    }

    private bool Stands(int i)
    {
        Span<byte> bytes = _chunk.AsSpan(0, (int)index[i].Length);
        if (target.TryRead(index[i].At, bytes)) { return IsChunk(i, bytes); }

        // It is damaged like any other, and what is written takes its place: to compare, it would be read once more.
        _strange[i] = true;
        return false;
    }

    // From the active slot; what cannot be read there is not there.
    private bool Copy(int i)
    {
        ImageChunk chunk = index[i];
        if (_seed?.Find(index.HashOf(i), chunk.Length) is not { } place) { return false; }
        Span<byte> bytes = _chunk.AsSpan(0, (int)chunk.Length);
        if (!seed!.Blocks.TryRead(place.At, bytes) || !IsChunk(i, bytes)) { return false; }
        Write(i, bytes);
        _copied += chunk.Length;
        return true;
    }

    private void WriteZeros(ImageChunk chunk)
    {
        Span<byte> zeros = _chunk.AsSpan();
        zeros.Clear();
        for (long at = 0; at < chunk.Length; at += zeros.Length)
        {
            _output.Write(chunk.At + at, zeros[..(int)Math.Min(zeros.Length, chunk.Length - at)]);
        }
        _zero += chunk.Length;
    }

    private async Task<UpdateReason?> FetchAsync(IRepositorySource source, CancellationToken cancellation)
    {
        UpdateReason? last = null;
        var plan = new PackPlan(index, _missing);
        int wrongs = 0;
        var gone = new HashSet<int>();
        foreach (PackRange range in plan.Ranges.Where(range => !gone.Contains(range.Pack)))
        {
            using var arrival = new RangeArrival(index, plan, range, Take);
            _requests++;
            ImagePack pack = index.Packs[range.Pack];
            TufSourceFault? fault = await CopyAsync(source, pack, range, arrival, MostWrongChunks - wrongs, cancellation);
            wrongs += arrival.WrongCount;
            if (fault is { } broken)
            {
                last = SpoolWriter.Reason(broken);

                // A source that does not answer is not asked for the rest; one that lacks a pack may have the
                // others, and is not asked for another piece of it.
                if (broken.Failure == TufSourceFailure.Unreachable) { return last; }
                if (broken.Failure == TufSourceFailure.NotFound) { gone.Add(range.Pack); }
            }
            else if (arrival.Wrong is int wrong)
            {
                last = new UpdateReason(UpdateRefusal.FileMismatch, $"{pack.Name}: chunk {wrong} has other bytes than the index says");
                if (wrongs >= MostWrongChunks) { return last; }
            }
        }
        return last;
    }

    // Ends before its end where too much of it is wrong.
    private async Task<TufSourceFault?> CopyAsync(
        IRepositorySource source, ImagePack pack, PackRange range, RangeArrival arrival, int mostWrong, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await source.CopyRangeAsync(
                pack.Name, new ByteRange(range.From, range.Length, pack.Length),
                (bytes, _) =>
                {
                    _travelled += bytes.Length;
                    arrival.Add(bytes.Span);
                    if (arrival.WrongCount >= mostWrong) { enough.Cancel(); }
                    return ValueTask.CompletedTask;
                },
                enough.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && arrival.WrongCount >= mostWrong)
        {
            return null;
        }
    }

    // A chunk as it lay in its pack; false: it is not the one. What was signed unpacks to what was signed: that hash is looked at when the slot is
    // read back, where it also sees what the medium made of it.
    private bool Take(int i, ReadOnlySpan<byte> packed)
    {
        ImageChunk chunk = index[i];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(packed, hash);
        Span<byte> bytes = _chunk.AsSpan(0, (int)chunk.Length);
        // Nothing is unpacked that is not what was signed.
        if (!hash.StartsWith(index.PackedHashOf(i)) || !_packer.TryUnpack(packed, chunk.Packing, bytes)) { return false; }
        Write(i, bytes);
        _fetched += chunk.Length;
        _missing[i] = false;
        return true;
    }

    // Where something else stands, comparing would only read it.
    private void Write(int i, ReadOnlySpan<byte> bytes)
    {
        if (_strange[i]) { _output.WriteAll(index[i].At, bytes); } else { _output.Write(index[i].At, bytes); }
    }

    private bool TakePatched(int i, ReadOnlySpan<byte> bytes)
    {
        if (!IsChunk(i, bytes)) { return false; }
        Write(i, bytes);
        _patched += bytes.Length;
        _missing[i] = false;
        return true;
    }

    private bool IsChunk(int i, ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return hash.SequenceEqual(index.HashOf(i));
    }
}
