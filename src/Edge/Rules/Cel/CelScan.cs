using Edge.Rules.Calendar;
using Edge.Rules.Windows;
using Edge.Sensing;

namespace Edge.Rules.Cel;

/// <summary>What every condition of one scan looks at, and the room that running it needs.</summary>
/// <remarks>One an engine, made once, filled before each scan; one thread. Nothing else is allocated while
/// numbers and truths are computed.</remarks>
internal sealed class CelScan(Snapshot? snapshot = null, int slots = 0)
{
    // Two variables for each macro in a macro; an expression is nested less deeply than that.
    private readonly CelValue[] _locals = new CelValue[2 * CelParser.MaxDepth];

    /// <summary>The latest readings. Throws where there are no channels.</summary>
    public Snapshot Snapshot
    {
        get => field ?? throw new InvalidOperationException("This evaluation has no channels.");
        set;
    } = snapshot!;

    public ReadingTime Now { get; set; }

    /// <summary>Date, local time and sun of the site. Throws where there is none.</summary>
    public SiteClock Clock
    {
        get => field ?? throw new InvalidOperationException("This evaluation has no clock.");
        init;
    }

    /// <summary>The windows that conditions look through. Throws where there are none.</summary>
    public WindowBank Windows
    {
        get => field ?? throw new InvalidOperationException("This evaluation has no windows.");
        init;
    }

    /// <summary>The variables of the site that are no channels, by the number that
    /// <see cref="CelVariable.Slot"/> gave them. Unknown until they are set.</summary>
    public CelValue[] Slots { get; } = Enumerable.Repeat(CelValue.Unknown(-1), slots).ToArray();

    /// <summary>Monotonic milliseconds when the condition that ran last may change by time alone;
    /// <see cref="long.MaxValue"/>: it does not.</summary>
    public long NextChange { get; set; } = long.MaxValue;

    /// <summary>Units of work that are left; below zero: spent.</summary>
    public long Budget { get; set; }

    public Span<CelValue> Locals => _locals;

    /// <summary>When a channel was last usable; the far future where no channel is to blame.</summary>
    public long LastUsable(int channel) => channel < 0 ? long.MaxValue : Snapshot.LastUsable(channel);
}

/// <summary>What one condition looks at.</summary>
/// <param name="scan">Common to all conditions of a scan.</param>
/// <param name="maxAge">Milliseconds: an older reading is unknown to this condition.</param>
internal readonly ref struct CelInput(CelScan scan, long maxAge)
{
    public CelScan Scan => scan;

    /// <summary>Milliseconds: an older reading is unknown to this condition.</summary>
    public long MaxAge => maxAge;

    /// <summary>The value of a channel, or an unknown that names it.</summary>
    public CelValue Channel(int channel) =>
        IsFresh(channel) ? CelValue.Of(scan.Snapshot[channel].Value) : CelValue.Unknown(channel);

    /// <summary>True when the latest reading of a channel is usable and not too old.</summary>
    public bool IsFresh(int channel)
    {
        ref readonly Reading reading = ref scan.Snapshot[channel];
        return reading.IsUsable && scan.Now.MonotonicMilliseconds - reading.Time.MonotonicMilliseconds <= maxAge;
    }

    /// <summary>What operands give of which one at least is no value: an unknown before an error, the left
    /// error before the right.</summary>
    /// <remarks>Of two unknowns the one whose channel was usable longer ago: its age counts.</remarks>
    public CelValue Merge(in CelValue left, in CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Unknown, CelKind.Unknown) =>
            scan.LastUsable(right.Channel) < scan.LastUsable(left.Channel) ? right : left,
        (CelKind.Unknown, _) => left,
        (_, CelKind.Unknown) => right,
        (CelKind.Error, _) => left,
        _ => right,
    };

    /// <summary>Tells that the result may be another one from that moment on, though no input
    /// changes.</summary>
    /// <param name="monotonicMilliseconds">Later than now.</param>
    public void ChangesAt(long monotonicMilliseconds) =>
        scan.NextChange = Math.Min(scan.NextChange, monotonicMilliseconds);

    /// <summary>Takes units of work from the budget. False when it is spent: the work must end.</summary>
    public bool Spend(long units) => (scan.Budget -= units) >= 0;

    public bool IsSpent => scan.Budget < 0;
}
