using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>Where a condition may be true and where it may be false: each some boxes, and rather too many
/// than too few.</summary>
/// <remarks>What is not understood may be both everywhere. So empty means never, for certain.</remarks>
internal sealed record Truths(ImmutableArray<Box> True, ImmutableArray<Box> False)
{
    /// <summary>More boxes than this are taken for everything.</summary>
    private const int MaxBoxes = 64;

    private static readonly ImmutableArray<Box> Everywhere = [Box.Everything];

    public static Truths Anything { get; } = new(Everywhere, Everywhere);

    public static Truths Of(bool value) => value ? new(Everywhere, []) : new([], Everywhere);

    public Truths Not() => new(False, True);

    public Truths And(Truths other) => new(Both(True, other.True), Either(False, other.False));

    public Truths Or(Truths other) => new(Either(True, other.True), Both(False, other.False));

    /// <summary>This one as the condition of a choice.</summary>
    public Truths Choose(Truths then, Truths otherwise) => new(
        Either(Both(True, then.True), Both(False, otherwise.True)),
        Either(Both(True, then.False), Both(False, otherwise.False)));

    public static ImmutableArray<Box> Both(ImmutableArray<Box> one, ImmutableArray<Box> other)
    {
        if (one.Length * other.Length > MaxBoxes) { return one.IsEmpty || other.IsEmpty ? [] : Everywhere; }
        return [.. one.SelectMany(a => other.Select(a.Meet)).Where(each => !each.IsEmpty)];
    }

    private static ImmutableArray<Box> Either(ImmutableArray<Box> one, ImmutableArray<Box> other) =>
        one.Length + other.Length > MaxBoxes ? Everywhere : one.AddRange(other);
}
