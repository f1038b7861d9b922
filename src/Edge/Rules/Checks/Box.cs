using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>Bounds of some channels that hold together; the others may be anything.</summary>
internal sealed class Box
{
    private readonly ImmutableSortedDictionary<string, Bounds> _bounds;

    private Box(ImmutableSortedDictionary<string, Bounds> bounds) => _bounds = bounds;

    public static Box Everything { get; } = new(ImmutableSortedDictionary.Create<string, Bounds>(StringComparer.Ordinal));

    public static Box Of(string channel, Bounds bounds) => new(Everything._bounds.Add(channel, bounds));

    public bool IsEmpty => _bounds.Values.Any(each => each.IsEmpty);

    public Box Meet(Box other)
    {
        ImmutableSortedDictionary<string, Bounds> met = _bounds;
        foreach ((string channel, Bounds bounds) in other._bounds)
        {
            met = met.SetItem(channel, met.TryGetValue(channel, out Bounds own) ? own.Meet(bounds) : bounds);
        }

        return new(met);
    }

    /// <summary>Empty where a channel would have to be what it cannot be.</summary>
    public bool IsPossible(IReadOnlyDictionary<string, Bounds> ranges) => !_bounds.Any(each =>
        each.Value.IsEmpty || (ranges.TryGetValue(each.Key, out Bounds range) && each.Value.Meet(range).IsEmpty));
}
