using System.Collections.Immutable;

namespace Edge.Rules.Checks;

/// <summary>What something that conditions name can be at all.</summary>
/// <remarks>What depends on date or time alone is taken for known: nobody writes a rule for the minutes in
/// which a gateway does not know the date.</remarks>
/// <param name="Values">Without the unknown where it is always known.</param>
/// <param name="IsWhole">Only whole numbers.</param>
/// <param name="Words">For people, such as <c>from 0 to 23</c>; null where it may be anything.</param>
internal sealed record Domain(Region Values, bool IsWhole, string? Words)
{
    public static Domain Anything { get; } = new(Region.Anything, false, null);

    /// <summary>True where it is the same at every site: what it never is, is a slip of the pen.</summary>
    public bool IsFixed { get; init; }

    /// <summary>While it is in this region the others are in theirs.</summary>
    public Region ImpliedBy { get; init; } = Region.Nothing;

    public ImmutableArray<(string Key, Region Region)> Implied { get; init; } = [];
}
