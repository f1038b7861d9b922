using System.Collections.Immutable;
using Edge.Sealing;

namespace Edge.Outbox;

/// <summary>Which records must go so that the outbox keeps its budget, and what to say about them.</summary>
/// <param name="Records">What goes.</param>
/// <param name="Tombstones">What each stream's tombstone says; streams by name.</param>
public sealed record DropPlan(
    ImmutableArray<WaitingRecord> Records, ImmutableSortedDictionary<string, TombstoneContent> Tombstones)
{
    public static DropPlan Nothing { get; } = new([], ImmutableSortedDictionary<string, TombstoneContent>.Empty);

    /// <summary>Chooses until at least <paramref name="bytesToFree"/> are free, or nothing that may go is left.</summary>
    /// <remarks>Lowest priority first, then oldest first. Only batches go, and an epoch record once no batch needs it
    /// that stays and it is not its stream's current one; a tombstone never: it is the evidence.
    /// One tombstone holds at most <see cref="SealingLimits.MaxDroppedRanges"/> ranges; what would need more waits.</remarks>
    public static DropPlan Choose(IReadOnlyList<WaitingRecord> waiting, long bytesToFree, DropReason reason)
    {
        if (bytesToFree <= 0) { return Nothing; }
        var chosen = new List<WaitingRecord>();
        var ranges = new Dictionary<string, RangeSet>(StringComparer.Ordinal);
        var batchesLeft = waiting.Where(record => record.Kind == RecordKind.Batch)
            .GroupBy(record => (record.Stream, record.EpochStart)).ToDictionary(group => group.Key, group => group.Count());
        long freed = 0;
        foreach (WaitingRecord batch in waiting.Where(record => record.Kind == RecordKind.Batch)
            .OrderBy(record => record.Priority).ThenBy(record => record.FirstUnixMilliseconds)
            .ThenBy(record => record.Stream, StringComparer.Ordinal).ThenBy(record => record.Sequence))
        {
            if (freed >= bytesToFree) { break; }
            if (!RangesOf(ranges, batch.Stream).TryAdd(batch.Sequence)) { continue; }
            chosen.Add(batch);
            freed += batch.Bytes;
            batchesLeft[(batch.Stream, batch.EpochStart)]--;
        }

        foreach (WaitingRecord epoch in SpentEpochs(waiting, batchesLeft))
        {
            if (freed >= bytesToFree) { break; }
            if (!RangesOf(ranges, epoch.Stream).TryAdd(epoch.Sequence)) { continue; }
            chosen.Add(epoch);
            freed += epoch.Bytes;
        }

        return chosen.Count == 0 ? Nothing : new DropPlan([.. chosen], Describe(chosen, ranges, reason));
    }

    /// <summary>Epoch records that no waiting batch needs and that a later epoch of the stream has replaced.</summary>
    private static IEnumerable<WaitingRecord> SpentEpochs(
        IReadOnlyList<WaitingRecord> waiting, Dictionary<(string Stream, ulong EpochStart), int> batchesLeft)
    {
        var newest = waiting.Where(record => record.Kind == RecordKind.Epoch).GroupBy(record => record.Stream)
            .ToDictionary(group => group.Key, group => group.Max(record => record.Sequence));
        return waiting
            .Where(record => record.Kind == RecordKind.Epoch && record.Sequence != newest[record.Stream]
                && batchesLeft.GetValueOrDefault((record.Stream, record.Sequence)) == 0)
            .OrderBy(record => record.Priority).ThenBy(record => record.Sequence);
    }

    private static RangeSet RangesOf(Dictionary<string, RangeSet> ranges, string stream)
    {
        if (!ranges.TryGetValue(stream, out RangeSet? set)) { ranges[stream] = set = new RangeSet(); }
        return set;
    }

    private static ImmutableSortedDictionary<string, TombstoneContent> Describe(
        List<WaitingRecord> chosen, Dictionary<string, RangeSet> ranges, DropReason reason) =>
        chosen.GroupBy(record => record.Stream).ToImmutableSortedDictionary(
            group => group.Key,
            group => new TombstoneContent(
                reason, ranges[group.Key].ToRanges(), group.Sum(record => record.Readings), group.Sum(record => record.Events),
                group.Min(record => record.FirstUnixMilliseconds), group.Max(record => record.LastUnixMilliseconds)),
            StringComparer.Ordinal);

    /// <summary>Sequence numbers kept as ranges, with a bound on their number.</summary>
    private sealed class RangeSet
    {
        private readonly SortedSet<ulong> _sequences = [];
        private int _ranges;

        public bool TryAdd(ulong sequence)
        {
            int joins = (_sequences.Contains(sequence - 1) ? 1 : 0) + (_sequences.Contains(sequence + 1) ? 1 : 0);
            if (_ranges + 1 - joins > SealingLimits.MaxDroppedRanges) { return false; }
            _ranges += 1 - joins;
            return _sequences.Add(sequence);
        }

        public ImmutableArray<SequenceRange> ToRanges()
        {
            var ranges = new List<SequenceRange>();
            foreach (ulong sequence in _sequences)
            {
                if (ranges.Count > 0 && ranges[^1].Last + 1 == sequence)
                {
                    ranges[^1] = ranges[^1] with { Last = sequence };
                }
                else
                {
                    ranges.Add(new SequenceRange(sequence, sequence));
                }
            }

            return [.. ranges];
        }
    }
}
