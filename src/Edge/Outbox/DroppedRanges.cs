using System.Collections.Immutable;
using Edge.Sealing;

namespace Edge.Outbox;

/// <summary>Sequence numbers as ascending ranges that neither touch nor overlap, at most as many as a tombstone holds.</summary>
internal sealed class DroppedRanges
{
    private readonly List<SequenceRange> _ranges = [];

    /// <summary>Adds all of them, or none where that would need too many ranges.</summary>
    public bool TryAdd(params IEnumerable<SequenceRange> added)
    {
        SequenceRange[] before = [.. _ranges];
        foreach (SequenceRange range in added) { Add(range); }
        if (_ranges.Count <= SealingLimits.MaxDroppedRanges) { return true; }
        _ranges.Clear();
        _ranges.AddRange(before);
        return false;
    }

    public ImmutableArray<SequenceRange> ToImmutable() => [.. _ranges];

    private void Add(SequenceRange added)
    {
        int from = _ranges.FindIndex(range => range.Last + 1 >= added.First);
        if (from < 0)
        {
            _ranges.Add(added);
            return;
        }

        int to = from;
        while (to < _ranges.Count && _ranges[to].First <= added.Last + 1)
        {
            added = new SequenceRange(Math.Min(added.First, _ranges[to].First), Math.Max(added.Last, _ranges[to].Last));
            to++;
        }

        _ranges.RemoveRange(from, to - from);
        _ranges.Insert(from, added);
    }
}
