namespace Edge.Sensing;

/// <summary>How far a value may be trusted. The numbers travel in sealed batches and are never reordered.</summary>
public enum Quality : byte
{
    /// <summary>Measured, checked, within its declared range.</summary>
    Good = 1,
    /// <summary>Measured, but something is doubtful; the reason says what. Rules treat it as usable.</summary>
    Uncertain = 2,
    /// <summary>No usable value; the reason says why. Rules see an unknown.</summary>
    Bad = 3,
    /// <summary>Comes from a simulated device; otherwise as good. Rules treat it as usable, no platform may count it as measured.</summary>
    Simulated = 4,
    /// <summary>Put in by a person or a rule in place of a measurement. Rules treat it as usable.</summary>
    Substituted = 5,
}

/// <summary>Why a value is not simply good. The numbers travel in sealed batches and are never reordered.</summary>
public enum QualityReason : byte
{
    None = 0,
    /// <summary>The device did not acknowledge, or the file or line does not exist.</summary>
    NoAnswer = 1,
    /// <summary>A checksum or an identification did not match.</summary>
    ChecksumMismatch = 2,
    /// <summary>The bus is held and could not be freed.</summary>
    BusStuck = 3,
    /// <summary>The device answered, but had no new conversion in time.</summary>
    NotReady = 4,
    /// <summary>Outside the range that the site file or the data sheet allows.</summary>
    OutOfRange = 5,
    /// <summary>The same raw value for longer than the site file allows.</summary>
    Stuck = 6,
    /// <summary>Too old when it was looked at.</summary>
    Stale = 7,
    /// <summary>Limited to the declared clamp.</summary>
    Clamped = 8,
    /// <summary>Never read since the start.</summary>
    NeverRead = 9,
    /// <summary>Another device answers at this address.</summary>
    WrongDevice = 10,
    /// <summary>This machine does not offer the quantity.</summary>
    NotAvailable = 11,
    /// <summary>The driver failed in a way it does not know.</summary>
    DriverFault = 12,
    /// <summary>The filter has not yet seen as many values as it is long, since the start or since a silence.</summary>
    Settling = 13,
}

/// <summary>What follows from a quality.</summary>
public static class Qualities
{
    /// <summary>True when a rule may decide on the value.</summary>
    /// <remarks>A number that is no quality is not usable.</remarks>
    public static bool IsUsable(this Quality quality) => quality is
        Quality.Good or Quality.Uncertain or Quality.Simulated or Quality.Substituted;

    /// <summary>The worse of two: good, uncertain, substituted, simulated, bad, in this order.</summary>
    /// <remarks>Ordered by how little a platform may count on the value as a measurement. A doubt never makes a value that was not
    /// measured look measured; the reason keeps the doubt.</remarks>
    public static Quality Worst(Quality one, Quality other) => Rank(one) >= Rank(other) ? one : other;

    private static int Rank(Quality quality) => quality switch
    {
        Quality.Good => 1,
        Quality.Uncertain => 2,
        Quality.Substituted => 3,
        Quality.Simulated => 4,
        _ => 5,
    };
}
