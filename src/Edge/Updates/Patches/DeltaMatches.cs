using System.Buffers.Binary;
using System.Numerics;

namespace Edge.Updates.Patches;

/// <summary>Finds where the new file goes on in the old one.</summary>
/// <remarks>A table of the places of every eight bytes of the old file, newest first in chains of bounded length: quick, and
/// as good as sorting all suffixes where files are versions of each other.</remarks>
public sealed class DeltaMatches
{
    private const int Seed = 8;
    private const int MostChecks = 32;

    /// <summary>A match shorter than this does not pay for its step.</summary>
    private const int LeastMatch = 24;

    /// <summary>So many bytes more wrong than right, and following ends.</summary>
    private const int Patience = 32;

    private readonly int[] _heads;
    private readonly int[] _before;
    private readonly int _shift;

    public DeltaMatches(ReadOnlySpan<byte> old)
    {
        int bits = Math.Clamp(BitOperations.Log2((uint)Math.Max(old.Length, 1)) + 1, 8, 24);
        _shift = 64 - bits;
        _heads = new int[1 << bits];
        _before = new int[old.Length];
        _heads.AsSpan().Fill(-1);
        for (int i = 0; i + Seed <= old.Length; i++)
        {
            ref int head = ref _heads[Hash(old[i..])];
            _before[i] = head;
            head = i;
        }
    }

    /// <summary>How many bytes may be written as differences to the old file from here: as long as most are alike.</summary>
    internal static int Follow(ReadOnlySpan<byte> old, int oldAt, ReadOnlySpan<byte> next, int newAt)
    {
        int most = Math.Min(old.Length - oldAt, next.Length - newAt), best = 0, score = 0, bestScore = 0;
        for (int i = 0; i < most && score > bestScore - Patience; i++)
        {
            score += old[oldAt + i] == next[newAt + i] ? 1 : -1;
            if (score > bestScore) { (best, bestScore) = (i + 1, score); }
        }
        return best;
    }

    /// <summary>The next place of the new file from <paramref name="start"/> on that goes on in the old one, and where there;
    /// the end of the new file when there is none.</summary>
    internal (int NewAt, int OldAt) Next(ReadOnlySpan<byte> old, ReadOnlySpan<byte> next, int start, int oldAt)
    {
        for (int at = start; at + LeastMatch <= next.Length; at++)
        {
            (int best, int length) = Longest(old, next[at..]);
            if (length < LeastMatch) { continue; }

            // Backwards over what is alike, too.
            while (at > start && best > 0 && next[at - 1] == old[best - 1]) { at--; best--; }
            return (at, best);
        }
        return (next.Length, oldAt);
    }

    private (int At, int Length) Longest(ReadOnlySpan<byte> old, ReadOnlySpan<byte> text)
    {
        (int At, int Length) best = (0, 0);
        int candidate = _heads[Hash(text)];
        for (int i = 0; candidate >= 0 && i < MostChecks; i++)
        {
            int length = old[candidate..].CommonPrefixLength(text);
            if (length > best.Length) { best = (candidate, length); }
            candidate = _before[candidate];
        }
        return best;
    }

    private int Hash(ReadOnlySpan<byte> bytes) =>
        (int)(unchecked(BinaryPrimitives.ReadUInt64LittleEndian(bytes) * 0x9E3779B97F4A7C15UL) >> _shift);
}
