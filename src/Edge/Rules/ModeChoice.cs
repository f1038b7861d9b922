namespace Edge.Rules;

/// <summary>What people chose for a mode.</summary>
/// <param name="Mode">Position in <see cref="Profiles.Site.Modes"/>.</param>
/// <param name="Value">Position in its values.</param>
public readonly record struct ModeChoice(int Mode, int Value);
