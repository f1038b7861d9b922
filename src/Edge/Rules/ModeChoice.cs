using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a mode is, and who chose it.</summary>
/// <param name="Mode">Position in <see cref="Profiles.Site.Modes"/>.</param>
/// <param name="Value">Position in its values; 0 where nobody chose another.</param>
public sealed record ModeChoice(int Mode, int Value)
{
    /// <summary>As the kernel named the caller.</summary>
    public uint UserId { get; init; }

    /// <summary>The name of that user, at most <see cref="OverrideLimits.MaxWhoBytes"/> bytes of UTF-8; null:
    /// nobody chose.</summary>
    public string? Who { get; init; }

    /// <summary>When it began.</summary>
    public ReadingTime Set { get; init; }

    /// <summary>For how long; then the first value holds again.</summary>
    public long LastsMilliseconds { get; init; } = Term.Forever;

    public Term Term => new(Set, LastsMilliseconds);
}
