namespace Edge.Updates.Bell;

/// <summary>What a message on the topic of a bell is worth.</summary>
public enum BellVerdict : byte
{
    /// <summary>A timestamp of the repository that is newer than any that was seen here.</summary>
    Rings = 1,
    /// <summary>Signed, and known: what a broker keeps, or shows again.</summary>
    Known = 2,
    /// <summary>Signed, and older than what was seen.</summary>
    Older = 3,
    /// <summary>Not signed by the keys that are trusted here, expired, or no timestamp at all.</summary>
    Refused = 4,
}
