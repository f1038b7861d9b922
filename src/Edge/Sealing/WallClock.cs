namespace Edge.Sealing;

/// <summary>Which milliseconds since 1970 (UTC) count as a date in anything sealed: years 1 to 9999.</summary>
/// <remarks>A wrong clock may say any of them; what no calendar knows is refused, so that nobody overflows by it.</remarks>
internal static class WallClock
{
    /// <summary>0001-01-01T00:00:00.000Z.</summary>
    public const long First = -62_135_596_800_000;

    /// <summary>9999-12-31T23:59:59.999Z.</summary>
    public const long Last = 253_402_300_799_999;

    public static bool IsDate(long unixMilliseconds) => unixMilliseconds is >= First and <= Last;
}
