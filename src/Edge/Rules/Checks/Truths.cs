using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>Where a condition may be true, where false and where unknown: each some boxes, and rather too
/// many than too few.</summary>
/// <remarks>What is not understood may be all three everywhere. So empty means never, for certain.</remarks>
internal sealed record Truths(ImmutableArray<Box> True, ImmutableArray<Box> False, ImmutableArray<Box> Unknown)
{
    /// <summary>More boxes than this are taken for everything.</summary>
    public const int MaxBoxes = 64;

    private static readonly ImmutableArray<Box> Everywhere = [Box.Everything];

    public static Truths Anything { get; } = new(Everywhere, Everywhere, Everywhere);

    /// <summary>An error whatever is read.</summary>
    public static Truths Never { get; } = new([], [], Everywhere);

    public static Truths Of(bool value) => value ? new(Everywhere, [], []) : new([], Everywhere, []);

    /// <summary>True while something is in a region, false while it is known and elsewhere.</summary>
    public static Truths Of(string key, Region region) =>
        new(Boxes(key, region), Boxes(key, region.Otherwise()), [Box.Of(key, Region.Unknown)]);

    public Truths Not() => new(False, True, Unknown);

    public Truths And(Truths other) =>
        new(Both(True, other.True), Either(False, other.False), Doubt(True, other.True, other));

    public Truths Or(Truths other) =>
        new(Either(True, other.True), Both(False, other.False), Doubt(False, other.False, other));

    /// <summary>This one as the condition of a choice.</summary>
    public Truths Choose(Truths then, Truths otherwise) => new(
        Either(Both(True, then.True), Both(False, otherwise.True)),
        Either(Both(True, then.False), Both(False, otherwise.False)),
        Either(Unknown, Either(Both(True, then.Unknown), Both(False, otherwise.Unknown))));

    public static ImmutableArray<Box> Both(ImmutableArray<Box> one, ImmutableArray<Box> other)
    {
        if (one.IsEmpty || other.IsEmpty) { return []; }
        if (one.Length * other.Length > MaxBoxes) { return Everywhere; }
        var both = ImmutableArray.CreateBuilder<Box>(one.Length * other.Length);
        foreach (Box mine in one)
        {
            foreach (Box theirs in other)
            {
                if (mine.Meet(theirs) is { IsEmpty: false } met) { both.Add(met); }
            }
        }

        return both.DrainToImmutable();
    }

    public static ImmutableArray<Box> Either(ImmutableArray<Box> one, ImmutableArray<Box> other) =>
        one.Length + other.Length > MaxBoxes ? Everywhere : one.AddRange(other);

    /// <summary>Of two of which neither decides: one is unknown, and the other too or what it is does not
    /// help.</summary>
    private ImmutableArray<Box> Doubt(ImmutableArray<Box> mine, ImmutableArray<Box> theirs, Truths other)
    {
        if (Unknown.IsEmpty && other.Unknown.IsEmpty) { return []; }
        int product = ((Unknown.Length + mine.Length) * other.Unknown.Length) + (Unknown.Length * theirs.Length);
        return product > MaxBoxes
            ? Either(Unknown, other.Unknown)
            : [.. Both(Unknown, other.Unknown), .. Both(Unknown, theirs), .. Both(mine, other.Unknown)];
    }

    private static ImmutableArray<Box> Boxes(string key, Region region) =>
        region.IsEmpty ? [] : [Box.Of(key, region)];
}
