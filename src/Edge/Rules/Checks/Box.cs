using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>What some things that conditions name are together; the others may be anything.</summary>
internal sealed class Box
{
    private readonly ImmutableSortedDictionary<string, Region> _regions;

    private Box(ImmutableSortedDictionary<string, Region> regions) => _regions = regions;

    public static Box Everything { get; } = new(ImmutableSortedDictionary.Create<string, Region>(StringComparer.Ordinal));

    public static Box Of(string key, Region region) => new(Everything._regions.Add(key, region));

    public bool IsEmpty
    {
        get
        {
            foreach ((_, Region region) in _regions)
            {
                if (region.IsEmpty) { return true; }
            }

            return false;
        }
    }

    public Box Meet(Box other)
    {
        if (other._regions.Count > _regions.Count) { return other.Meet(this); }
        ImmutableSortedDictionary<string, Region> met = _regions;
        foreach ((string key, Region region) in other._regions)
        {
            met = met.SetItem(key, met.TryGetValue(key, out Region? own) ? own.Meet(region) : region);
        }

        return new(met);
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
                if (_regions.TryGetValue(other, out Region? own) && own.Meet(implied).IsEmpty) { return false; }
            }
        }

        return true;
    }
}
