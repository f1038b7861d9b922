using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>Time that passes when it is told to. Timers do not run: whoever steps moves the board, too.</summary>
internal sealed class SteppedTime : TimeProvider, IMachineClock
{
    private const long StartOfRun = 3_600_000;
    private const long UnixAtBoot = 1_700_000_000_000;
    private long _milliseconds = StartOfRun;

    public BootId Boot { get; } = new(Guid.NewGuid());

    public override long TimestampFrequency => 1_000;

    /// <summary>How late a thread that slept until its turn wakes up, in milliseconds.</summary>
    public int Late { get; set; }

    public void Step(TimeSpan by) => _milliseconds += (long)by.TotalMilliseconds;

    public ReadingTime Now() =>
        new(_milliseconds + Late, UnixAtBoot + _milliseconds + Late, TimeQuality.Synchronised);

    public void Wait(int milliseconds, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody waits here.");

    public override long GetTimestamp() => _milliseconds;

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.FromUnixTimeMilliseconds(UnixAtBoot + _milliseconds);

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
