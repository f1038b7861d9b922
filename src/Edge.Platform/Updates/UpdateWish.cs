namespace Edge.Platform.Updates;

/// <summary>What is asked for, beyond what the rollout says.</summary>
/// <param name="Release">Another approved release than the wanted one; null: that one.</param>
/// <param name="Now">A person at the gateway does not wait for its turn or its window. A pause or a stop holds.</param>
public sealed record UpdateWish(string? Release = null, bool Now = false);
