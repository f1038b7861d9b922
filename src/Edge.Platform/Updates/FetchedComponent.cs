namespace Edge.Platform.Updates;

/// <summary>What is looked for.</summary>
/// <param name="Rid">The class of this machine; of a site, its id.</param>
public sealed record FetchedComponent(string Name, string Rid, ISlotStore Slots);
