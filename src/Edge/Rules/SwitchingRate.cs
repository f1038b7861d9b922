namespace Edge.Rules;

/// <summary>How often an actuator may leave its safe state: so many times in any span of a length.</summary>
/// <remarks>The way back into the safe state is never barred, and each way out has one: so the relay switches
/// twice as often at most.</remarks>
internal sealed class SwitchingRate(int count, long milliseconds)
{
    private const long Never = long.MinValue;

    // A ring; the next place holds the oldest.
    private readonly long[] _at = [.. Enumerable.Repeat(Never, count)];
    private int _next;

    /// <summary>The first moment at which it may leave the safe state again.</summary>
    public long FreeAt => _at[_next] == Never ? Never : _at[_next] + milliseconds;

    public void Count(long now)
    {
        _at[_next] = now;
        _next = (_next + 1) % _at.Length;
    }

    public void Reset()
    {
        Array.Fill(_at, Never);
        _next = 0;
    }

    /// <summary>Milliseconds since each switching that still counts, the oldest first.</summary>
    public long[] Ages(long now) =>
    [
        .. Enumerable.Range(0, _at.Length)
            .Select(place => _at[(_next + place) % _at.Length])
            .Where(at => at != Never && now - at < milliseconds)
            .Select(at => now - at),
    ];

    /// <param name="off">Milliseconds for which the gateway was off; they count.</param>
    public void Restore(IEnumerable<long> ages, long off, long now)
    {
        Reset();
        foreach (long age in ages) { Count(now - age - off); }
    }
}
