using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>What some things that conditions name are together; the others may be anything.</summary>
internal sealed class Box
{
    /// <summary>Ascending by key, each key once.</summary>
    private readonly ImmutableArray<(string Key, Region Region)> _regions;

    private Box(ImmutableArray<(string Key, Region Region)> regions) => _regions = regions;

    public static Box Everything { get; } = new([]);

    /// <summary>Something in it would have to be what nothing is.</summary>
    public static Box Nothing { get; } = new([("", Region.Nothing)]);

    public bool IsEmpty => ReferenceEquals(this, Nothing);

    public static Box Of(string key, Region region) => region.IsEmpty ? Nothing : new([(key, region)]);

    public Box Meet(Box other)
    {
        if (IsEmpty || other._regions.IsEmpty) { return this; }
        if (other.IsEmpty || _regions.IsEmpty) { return other; }
        var met = ImmutableArray.CreateBuilder<(string Key, Region Region)>(_regions.Length + other._regions.Length);
        (int mine, int theirs) = (0, 0);
        while (mine < _regions.Length && theirs < other._regions.Length)
        {
            int order = string.CompareOrdinal(_regions[mine].Key, other._regions[theirs].Key);
            if (order == 0)
            {
                Region both = _regions[mine].Region.Meet(other._regions[theirs++].Region);
                if (both.IsEmpty) { return Nothing; }
                met.Add((_regions[mine++].Key, both));
            }
            else
            {
                met.Add(order < 0 ? _regions[mine++] : other._regions[theirs++]);
            }
        }

        while (mine < _regions.Length) { met.Add(_regions[mine++]); }
        while (theirs < other._regions.Length) { met.Add(other._regions[theirs++]); }
        return new(met.DrainToImmutable());
    }

    /// <summary>False where something would have to be what it cannot be.</summary>
    public bool IsPossible(SiteKnowledge knowledge)
    {
        foreach ((string key, Region region) in _regions)
        {
            Domain domain = knowledge.DomainOf(key);
            Region met = region.Meet(domain.Values);
            if (domain.IsWhole) { met = met.Whole(); }
            if (met.IsEmpty) { return false; }
            if (domain.Implied.IsEmpty || !met.IsWithin(domain.ImpliedBy)) { continue; }
            foreach ((string other, Region implied) in domain.Implied)
            {
                if (Find(other) is { } own && own.Meet(implied).IsEmpty) { return false; }
            }
        }

        return true;
    }

    /// <summary>What a thing is in it; null: anything.</summary>
    private Region? Find(string key)
    {
        (int low, int high) = (0, _regions.Length - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = string.CompareOrdinal(_regions[middle].Key, key);
            if (order == 0) { return _regions[middle].Region; }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
