namespace Edge.Hardening;

/// <summary>When the uplink opens and closes, by what the gate says at each look. It does not flap.</summary>
/// <remarks>It opens with the first green look. It closes when <see cref="Patience"/> went by without one:
/// what the guard undoes
/// within its rounds closes nothing, and what has happened was sent before. Closed again, it opens only after
/// the report was green for
/// <see cref="Calm"/> without a break, twice as long after each further time, at most <see
/// cref="LongestCalm"/>.</remarks>
public sealed class UplinkValve
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan LongestCalm = TimeSpan.FromHours(1);

    private TimeSpan? _lastGreen;
    private TimeSpan? _greenSince;
    private int _closings;

    public bool IsOpen { get; private set; }

    /// <summary>How long the report has to be green before it opens; zero before the first time.</summary>
    public TimeSpan Needed => _closings == 0 ? TimeSpan.Zero
        : Calm.Ticks << Math.Min(_closings - 1, 6) is long ticks && ticks < LongestCalm.Ticks
            ? new TimeSpan(ticks) : LongestCalm;

    /// <summary>One look.</summary>
    /// <param name="now">Monotonic, of one and the same origin.</param>
    /// <returns>Whether it is open from now on.</returns>
    public bool Look(bool isGreen, TimeSpan now)
    {
        if (isGreen)
        {
            _greenSince ??= now;
            _lastGreen = now;
            IsOpen = IsOpen || now - _greenSince >= Needed;
            return IsOpen;
        }

        _greenSince = null;
        if (IsOpen && now - _lastGreen >= Patience)
        {
            IsOpen = false;
            _closings++;
        }

        return IsOpen;
    }
}
