namespace Edge;

/// <summary>The unit of a value. The numbers travel in sealed batches and are never reordered.</summary>
public enum Unit : byte
{
    /// <summary>A pure number: a ratio, a state, a load average.</summary>
    One = 1,
    DegreeCelsius = 2,
    /// <summary>Relative humidity, state of charge, fill level: 0 to 100.</summary>
    Percent = 3,
    Hectopascal = 4,
    Lux = 5,
    Volt = 6,
    Millimetre = 7,
    MillimetrePerHour = 8,
    /// <summary>Events since the counter started; it only rises within one boot.</summary>
    Count = 9,
    Byte = 10,
    BytePerSecond = 11,
    Second = 12,
    /// <summary>0 is off, 1 is on.</summary>
    Switch = 13,
    PartsPerMillion = 14,
    MetrePerSecond = 15,
    Degree = 16,
    Ampere = 17,
    Watt = 18,
    Hertz = 19,
    Millisecond = 20,
}

/// <summary>The one table of unit symbols.</summary>
public static class Units
{
    /// <summary>The symbol printed beside a value (UCUM-like, ASCII but for the degree sign); empty for a pure number.</summary>
    public static string Symbol(this Unit unit) => unit switch
    {
        Unit.One or Unit.Count or Unit.Switch => "",
        Unit.DegreeCelsius => "°C",
        Unit.Percent => "%",
        Unit.Hectopascal => "hPa",
        Unit.Lux => "lx",
        Unit.Volt => "V",
        Unit.Millimetre => "mm",
        Unit.MillimetrePerHour => "mm/h",
        Unit.Byte => "B",
        Unit.BytePerSecond => "B/s",
        Unit.Second => "s",
        Unit.PartsPerMillion => "ppm",
        Unit.MetrePerSecond => "m/s",
        Unit.Degree => "°",
        Unit.Ampere => "A",
        Unit.Watt => "W",
        Unit.Hertz => "Hz",
        Unit.Millisecond => "ms",
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Not in the table of units."),
    };

    /// <summary>True for a number that the table knows; a decoder asks before it casts.</summary>
    public static bool IsKnown(byte number) => number is >= (byte)Unit.One and <= (byte)Unit.Millisecond;
}
