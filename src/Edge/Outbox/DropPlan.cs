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
    /// <remarks>Lowest priority first, then oldest first. Batches go first; then epoch records that no waiting batch
    /// needs and that are not their stream's newest. A tombstone is evidence: it goes only when years without a
    /// collector have filled the budget with tombstones, and then the new one says all that it said.
    /// One tombstone holds at most <see cref="SealingLimits.MaxDroppedRanges"/> ranges; what would need more waits.
    /// A prefix of each stream's chain may stand for the whole: an epoch whose later batches are not among
    /// <paramref name="waiting"/> is then the newest that is, and stays.</remarks>
    public static DropPlan Choose(IReadOnlyList<WaitingRecord> waiting, long bytesToFree, DropReason reason)
    {
        if (bytesToFree <= 0) { return Nothing; }
        var choice = new Choice(bytesToFree);
        choice.Take(waiting.Where(record => record.Kind == RecordKind.Batch)
            .OrderBy(record => record.Priority).ThenBy(record => record.FirstUnixMilliseconds)
            .ThenBy(record => record.Stream, StringComparer.Ordinal).ThenBy(record => record.Sequence));
        choice.Take(SpentEpochs(waiting, choice.Records));
        foreach (IGrouping<string, WaitingRecord> told in OldTombstones(waiting, reason))
        {
            if (!choice.IsEnough) { choice.TakeAll(told); }
        }

        return choice.Records.Count == 0 ? Nothing : new DropPlan([.. choice.Records], choice.Describe(reason));
    }

    /// <summary>Epoch records that no waiting batch needs and that a later epoch of the stream has replaced.</summary>
    private static WaitingRecord[] SpentEpochs(IReadOnlyList<WaitingRecord> waiting, List<WaitingRecord> chosen)
    {
        var needed = waiting.Except(chosen).Where(record => record.Kind == RecordKind.Batch)
            .Select(batch => (batch.Stream, batch.EpochStart)).ToHashSet();
        var newest = waiting.Where(record => record.Kind == RecordKind.Epoch).GroupBy(record => record.Stream)
            .ToDictionary(group => group.Key, group => group.Max(record => record.Sequence));
        return
        [
            .. waiting.Where(record => record.Kind == RecordKind.Epoch && record.Sequence != newest[record.Stream]
                && !needed.Contains((record.Stream, record.Sequence)))
                .OrderBy(record => record.Priority).ThenBy(record => record.Sequence),
        ];
    }

    /// <summary>Tombstones of the same reason, by stream; one alone is not worth replacing.</summary>
    private static IEnumerable<IGrouping<string, WaitingRecord>> OldTombstones(IReadOnlyList<WaitingRecord> waiting, DropReason reason) =>
        waiting.Where(record => record.Told?.Reason == reason).GroupBy(record => record.Stream)
            .Where(group => group.Count() > 1).OrderBy(group => group.Min(record => record.Priority));

    /// <summary>What was chosen so far.</summary>
    private sealed class Choice(long bytesToFree)
    {
        private readonly Dictionary<string, DroppedRanges> _ranges = new(StringComparer.Ordinal);
        private long _freed;

        public List<WaitingRecord> Records { get; } = [];

        public bool IsEnough => _freed >= bytesToFree;

        /// <summary>Takes one after the other until it is enough.</summary>
        public void Take(IEnumerable<WaitingRecord> candidates)
        {
            foreach (WaitingRecord record in candidates)
            {
                if (IsEnough) { return; }
                TakeOne(record);
            }
        }

        public void TakeAll(IEnumerable<WaitingRecord> candidates)
        {
            foreach (WaitingRecord record in candidates) { TakeOne(record); }
        }

        public ImmutableSortedDictionary<string, TombstoneContent> Describe(DropReason reason) =>
            Records.GroupBy(record => record.Stream).ToImmutableSortedDictionary(
                group => group.Key,
                group => new TombstoneContent(
                    reason, _ranges[group.Key].ToImmutable(), group.Sum(record => record.Readings), group.Sum(record => record.Events),
                    group.Min(record => record.FirstUnixMilliseconds), group.Max(record => record.LastUnixMilliseconds)),
                StringComparer.Ordinal);

        private void TakeOne(WaitingRecord record)
        {
            if (!_ranges.TryGetValue(record.Stream, out DroppedRanges? ranges)) { _ranges[record.Stream] = ranges = new DroppedRanges(); }
            if (!ranges.TryAdd(record.Covers())) { return; }
            Records.Add(record);
            _freed += record.Bytes;
        }
    }
}
