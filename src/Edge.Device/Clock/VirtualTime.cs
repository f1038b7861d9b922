using Edge.Sensing;

namespace Edge.Device.Clock;

/// <summary>Time that passes only when it is told to: for playing what would happen. One thread.</summary>
/// <remarks>A timer that fell due several times fires at most ten times a second of this time: who moves in
/// smaller steps catches up by itself.</remarks>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider, IMachineClock
{
    /// <summary>Monotonic milliseconds at the start: not 0, which would be the moment of booting.</summary>
    private const long StartedAt = 1_000;

    private static readonly long Coarse = TimeSpan.FromMilliseconds(100).Ticks;

    private readonly List<VirtualTimer> _timers = [];
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public BootId Boot { get; } = new(Guid.Empty);

    public override long GetTimestamp() => _passed;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(_passed);

    public ReadingTime Now() => new(
        StartedAt + (_passed / TimeSpan.TicksPerMillisecond), GetUtcNow().ToUnixTimeMilliseconds(), TimeQuality.Synchronised);

    /// <summary>Passes the time of the wait.</summary>
    public void Wait(int milliseconds, CancellationToken cancellationToken) =>
        AdvanceTo(Now().MonotonicMilliseconds + milliseconds);

    /// <summary>Goes on to a monotonic millisecond; the timers on the way fire in their order.</summary>
    public void AdvanceTo(long monotonicMilliseconds)
    {
        long target = (monotonicMilliseconds - StartedAt) * TimeSpan.TicksPerMillisecond;
        while (NextDue(target) is { } timer)
        {
            _passed = Math.Max(_passed, timer.Due);
            timer.Fire();
        }

        _passed = Math.Max(_passed, target);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    private VirtualTimer? NextDue(long until)
    {
        VirtualTimer? next = null;
        foreach (VirtualTimer timer in _timers)
        {
            if (timer.Due <= until && (next is null || timer.Due < next.Due)) { next = timer; }
        }

        return next;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private long _period;

        public long Due { get; private set; } = long.MaxValue;

        public void Fire()
        {
            Due = _period > 0 ? Due + Math.Max(_period, Coarse) : long.MaxValue;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime < TimeSpan.Zero ? long.MaxValue : time._passed + dueTime.Ticks;
            _period = period > TimeSpan.Zero ? period.Ticks : 0;
            return true;
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
