using System.Collections.Immutable;

namespace Edge.Rules.Replay;

/// <summary>Readings of a site in the order in which they were taken. Immutable.</summary>
/// <param name="Readings">By boot, then by monotonic time; of equals in the order of the files.</param>
/// <param name="Foreign">Names that are no channels of the site, each once, with the number of their
/// rows.</param>
/// <param name="Events">Rows that tell of actuators; replay does not look at them.</param>
public sealed record Recording(
    ImmutableArray<RecordedReading> Readings, ImmutableArray<(string Name, long Rows)> Foreign, long Events)
{
    /// <summary>More rows are refused: they would not fit into the memory of a small machine.</summary>
    public const int MaxReadings = 20_000_000;

    /// <summary>Greatest absolute value of a reading, in whatever unit.</summary>
    public const double MaxValue = 1e15;

    /// <summary>Bytes of a line.</summary>
    public const int MaxLine = 65_536;

    /// <summary>Files of one recording.</summary>
    public const int MaxFiles = 64;

    /// <summary>Names that are told of; further ones are only counted.</summary>
    public const int MaxForeign = 100;

    /// <summary>The year 1900.</summary>
    internal const long EarliestUnix = -2_208_988_800_000;

    /// <summary>The end of the year 9000.</summary>
    internal const long LatestUnix = 221_876_841_599_000;
}
