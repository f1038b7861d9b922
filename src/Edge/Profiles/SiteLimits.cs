namespace Edge.Profiles;

/// <summary>How much one site file may declare.</summary>
public static class SiteLimits
{
    /// <summary>Bytes of a site file or board profile; room for every other limit to be reached.</summary>
    public const int MaxFileBytes = 1024 * 1024;
    public const int MaxSensors = 256;
    public const int MaxChannels = 1024;
    public const int MaxActuators = 256;
    public const int MaxRules = 10_000;
    public const int MaxGroups = 64;
    public const int MaxInterlocked = 32;
    public const int MaxStreams = 32;
    public const int MaxChannelsPerStream = 64;
    public const int MaxRecipients = 64;
    public const int MaxRecipientsPerStream = 8;
    public const int MaxSpans = 16;
    public const int MaxModes = 16;
    public const int MaxModeValues = 16;
    public const int MaxConditionLength = 2000;
    public const int MaxReadingsPerBatch = 10_000;
}
