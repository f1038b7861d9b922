using System.Runtime.InteropServices;

namespace Edge.Rules.Replay;

/// <summary>Finds out to which boot each row belongs, where the rows say so and where they do not.</summary>
/// <remarks>Rows without a boot id belong to one boot as long as their monotonic time does not fall by more
/// than a minute within a file; boots of several files are one if both clocks agree to a minute. Boots are
/// ordered by their wall clock when the last row was taken: a clock that was wrong at first is right by
/// then more often than not.</remarks>
internal sealed class BootTable
{
    private const long Minute = 60_000;

    private readonly List<Boot> _boots = [];
    private readonly Dictionary<UInt128, int> _byId = [];
    private int _current = -1;

    /// <summary>Another file begins.</summary>
    public void BeginFile() => _current = -1;

    /// <summary>The boot of a row; numbers are given in the order of first rows.</summary>
    public int Of(ReadOnlySpan<byte> id, long unix, long monotonic)
    {
        int boot = id.IsEmpty ? OfTimes(monotonic) : OfId(id);
        ref Boot found = ref CollectionsMarshal.AsSpan(_boots)[boot];
        if (monotonic >= found.LastMonotonic) { (found.LastMonotonic, found.LastUnix) = (monotonic, unix); }
        found.Latest = monotonic;
        return boot;
    }

    /// <summary>For each number its place in the order of time.</summary>
    public int[] InOrder()
    {
        var order = new int[_boots.Count];
        int[] byTime = [.. Enumerable.Range(0, order.Length).OrderBy(boot => _boots[boot].LastUnix).ThenBy(boot => boot)];
        int place = -1;
        for (int i = 0; i < byTime.Length; i++)
        {
            bool isSame = i > 0 && AreOne(_boots[byTime[i - 1]], _boots[byTime[i]]);
            if (!isSame) { place++; }
            order[byTime[i]] = place;
        }

        return order;
    }

    private static bool AreOne(in Boot one, in Boot other) => !one.HasId && !other.HasId
        && Math.Abs(one.LastUnix - one.LastMonotonic - (other.LastUnix - other.LastMonotonic)) <= Minute;

    private int OfTimes(long monotonic)
    {
        bool isNew = _current < 0 || monotonic < _boots[_current].Latest - Minute;
        if (isNew) { _current = Add(hasId: false); }
        return _current;
    }

    private int OfId(ReadOnlySpan<byte> id)
    {
        UInt128 key = Fold(id);
        if (!_byId.TryGetValue(key, out int boot)) { _byId[key] = boot = Add(hasId: true); }
        return boot;
    }

    private int Add(bool hasId)
    {
        _boots.Add(new Boot { HasId = hasId, LastMonotonic = -1 });
        return _boots.Count - 1;
    }

    /// <summary>A name for the text of an id: two ids that give one are no danger, only one boot.</summary>
    private static UInt128 Fold(ReadOnlySpan<byte> id)
    {
        var prime = new UInt128(0x1000000, 0x13B);
        UInt128 key = (UInt128)id.Length;
        foreach (byte each in id) { key = unchecked((key * prime) + each); }
        return key;
    }

    private struct Boot
    {
        public bool HasId;
        public long LastMonotonic;
        public long LastUnix;
        public long Latest;
    }
}
