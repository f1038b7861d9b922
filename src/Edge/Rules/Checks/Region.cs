using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>A set of what something in a condition may be: numbers, and beside them what is no number, and
/// the state of not being known.</summary>
/// <remarks>Immutable. Texts are numbers, too: each text that a condition names has one of its own. An error
/// counts as not known, as it does for rules.</remarks>
internal sealed class Region
{
    private readonly ImmutableArray<Bounds> _parts;

    /// <param name="parts">Ascending, apart from each other, none of them empty.</param>
    private Region(ImmutableArray<Bounds> parts, bool hasOther, bool hasUnknown) =>
        (_parts, HasOther, HasUnknown) = (parts, hasOther, hasUnknown);

    public static Region Nothing { get; } = new([], false, false);

    public static Region Numbers { get; } = new([Bounds.All], false, false);

    /// <summary>All that is known, NaN and other things that are no numbers included.</summary>
    public static Region Known { get; } = new([Bounds.All], true, false);

    public static Region Unknown { get; } = new([], false, true);

    public static Region Anything { get; } = new([Bounds.All], true, true);

    /// <summary>NaN, or what is no number at all.</summary>
    public bool HasOther { get; }

    public bool HasUnknown { get; }

    public bool IsEmpty => _parts.IsEmpty && !HasOther && !HasUnknown;

    public static Region Of(Bounds bounds) => bounds.IsEmpty ? Nothing : new([bounds], false, false);

    /// <summary>Each unit reaches from its number to the next.</summary>
    public static Region OfUnits(bool[] units)
    {
        var parts = ImmutableArray.CreateBuilder<Bounds>();
        for (int unit = 0; unit < units.Length; unit++)
        {
            if (!units[unit]) { continue; }
            int from = unit;
            while (unit < units.Length && units[unit]) { unit++; }
            parts.Add(new(from, true, unit, false));
        }

        return new(parts.DrainToImmutable(), false, false);
    }

    public static Region OfPoints(IEnumerable<double> points) =>
        new([.. points.Distinct().Order().Select(point => new Bounds(point, true, point, true))], false, false);

    public static Region Between(double low, double high) => Of(new Bounds(low, true, high, true));

    public Region OrOther() => new(_parts, true, HasUnknown);

    public Region OrUnknown() => new(_parts, HasOther, true);

    /// <summary>What is known and not in it.</summary>
    public Region Otherwise()
    {
        var gaps = ImmutableArray.CreateBuilder<Bounds>(_parts.Length + 1);
        (double low, bool hasLow) = (double.NegativeInfinity, true);
        foreach (Bounds part in _parts)
        {
            Add(gaps, new Bounds(low, hasLow, part.Low, !part.HasLow));
            (low, hasLow) = (part.High, !part.HasHigh);
        }

        Add(gaps, new Bounds(low, hasLow, double.PositiveInfinity, true));
        return new Region(gaps.DrainToImmutable(), !HasOther, false);
    }

    public Region Meet(Region other)
    {
        if (ReferenceEquals(this, Anything)) { return other; }
        if (ReferenceEquals(other, Anything) || ReferenceEquals(this, other)) { return this; }
        (bool hasOther, bool hasUnknown) = (HasOther && other.HasOther, HasUnknown && other.HasUnknown);
        if (_parts.IsEmpty || other._parts.IsEmpty) { return Beside(hasOther, hasUnknown); }
        var met = ImmutableArray.CreateBuilder<Bounds>(_parts.Length + other._parts.Length - 1);
        (int mine, int theirs) = (0, 0);
        while (mine < _parts.Length && theirs < other._parts.Length)
        {
            (Bounds a, Bounds b) = (_parts[mine], other._parts[theirs]);
            Add(met, a.Meet(b));
            bool isFirst = a.High < b.High || (a.High == b.High && !a.HasHigh);
            if (isFirst) { mine++; }
            else { theirs++; }
        }

        return met.Count == 0 ? Beside(hasOther, hasUnknown) : new Region(met.DrainToImmutable(), hasOther, hasUnknown);
    }

    public bool IsWithin(Region other)
    {
        bool isBeside = (HasOther && !other.HasOther) || (HasUnknown && !other.HasUnknown);
        return !isBeside && Meet(other.Otherwise())._parts.IsEmpty;
    }

    /// <summary>Without what has no whole number in it.</summary>
    public Region Whole() => new([.. _parts.Where(HasWhole)], HasOther, HasUnknown);

    /// <summary>What has no number in it.</summary>
    private static Region Beside(bool hasOther, bool hasUnknown) => (hasOther, hasUnknown) switch
    {
        (false, false) => Nothing,
        (false, true) => Unknown,
        _ => new([], hasOther, hasUnknown),
    };

    private static bool HasWhole(Bounds part)
    {
        double first = Math.Ceiling(part.Low);
        if (first == part.Low && !part.HasLow) { first++; }
        return first < part.High || (first == part.High && part.HasHigh);
    }

    private static void Add(ImmutableArray<Bounds>.Builder parts, Bounds part)
    {
        if (!part.IsEmpty) { parts.Add(part); }
    }
}
