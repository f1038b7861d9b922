using Edge.Profiles;
using Edge.Rules.Calendar;
using Edge.Rules.Cel;

namespace Edge.Rules.Operators;

/// <summary>True while one of its spans of local time lasts.</summary>
/// <remarks>It follows the clock and remembers nothing: after a restart it is where the clock is. Unknown
/// while nobody knows the date. Sees the clock in whole minutes, as all rules do.</remarks>
internal sealed class Schedule(ScheduleDeclaration declared)
{
    private long _knownFrom = long.MaxValue;
    private long _knownUntil = long.MinValue;
    private bool _isWithin;

    /// <param name="changesAt">Monotonic milliseconds when the answer may be another by time alone;
    /// <see cref="long.MaxValue"/> while it is unknown.</param>
    public CelValue Step(SiteClock clock, out long changesAt)
    {
        changesAt = long.MaxValue;
        if (!clock.KnowsDate) { return CelValue.Unknown(-1); }
        long now = clock.Now;
        if (now < _knownFrom || now >= _knownUntil)
        {
            _knownFrom = now;
            _isWithin = clock.Calendar.IsWithin(now, declared, out _knownUntil);
        }

        changesAt = clock.MonotonicOf(_knownUntil);
        return CelValue.Of(_isWithin);
    }
}
