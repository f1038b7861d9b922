namespace Edge.Platform.Updates;

/// <summary>What is asked for, beyond what the rollout says.</summary>
/// <param name="Release">Another approved release than the wanted one; null: that one.</param>
/// <param name="Now">A person at the gateway does not wait for its turn or its window. A pause or a stop holds.</param>
/// <param name="Wakes">The fetcher leaves its mark for the slot writer; false: who asked goes on himself.</param>
public sealed record UpdateWish(string? Release = null, bool Now = false, bool Wakes = true);
