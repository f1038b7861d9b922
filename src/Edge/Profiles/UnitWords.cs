namespace Edge.Profiles;

/// <summary>How files people write name the units.</summary>
internal static class UnitWords
{
    public static (string Word, Unit Unit)[] All { get; } =
    [
        ("one", Unit.One),
        ("degree-celsius", Unit.DegreeCelsius),
        ("percent", Unit.Percent),
        ("hectopascal", Unit.Hectopascal),
        ("lux", Unit.Lux),
        ("volt", Unit.Volt),
        ("millimetre", Unit.Millimetre),
        ("millimetre-per-hour", Unit.MillimetrePerHour),
        ("count", Unit.Count),
        ("byte", Unit.Byte),
        ("byte-per-second", Unit.BytePerSecond),
        ("second", Unit.Second),
        ("switch", Unit.Switch),
        ("parts-per-million", Unit.PartsPerMillion),
        ("metre-per-second", Unit.MetrePerSecond),
        ("degree", Unit.Degree),
        ("ampere", Unit.Ampere),
        ("watt", Unit.Watt),
        ("hertz", Unit.Hertz),
        ("millisecond", Unit.Millisecond),
    ];

    public static Shape<Unit> Shape { get; } = Shapes.Word("unknown unit", All);
}
