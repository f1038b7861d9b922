namespace Edge.Collector.Store;

/// <summary>What became of the content of a stored record. The numbers stand in the store.</summary>
internal enum ContentState
{
    /// <summary>Sealed for others: kept, counted, never opened here.</summary>
    NotForUs = 1,
    /// <summary>A batch whose epoch record has not come yet, or that is next to be opened.</summary>
    Waiting = 2,
    /// <summary>Opened into readings and events, or the epoch that opens them.</summary>
    Opened = 3,
    /// <summary>Genuine in its chain, but its content is refused for good; the reason stands beside.</summary>
    Refused = 4,
    /// <summary>A tombstone: its content was never sealed.</summary>
    Plain = 5,
}
