using System.Collections.Concurrent;
using Edge.Sensing;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Host;

/// <summary>Time that passes by itself, faster than real time, for a gateway and its waits alike; its wall clock can be wrong.</summary>
internal sealed class FastTime : IMachineClock, IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource _end = new();
    private readonly DateTimeOffset _start;
    private readonly Task _pump;
    private long _behind;
    private volatile bool _trusted = true;

    public FastTime()
    {
        Provider = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000));
        _start = Provider.GetUtcNow();
        _pump = PumpAsync();
    }

    public FakeTimeProvider Provider { get; }

    /// <summary>The threads with a name that asked for the time.</summary>
    public ConcurrentDictionary<string, bool> Threads { get; } = [];

    public BootId Boot { get; } = new(Guid.NewGuid());

    public ReadingTime Now()
    {
        if (Thread.CurrentThread is { IsThreadPoolThread: false, Name: { } name }) { Threads[name] = true; }
        DateTimeOffset now = Provider.GetUtcNow();
        TimeQuality quality = _trusted ? TimeQuality.Synchronised : TimeQuality.FreeRunning;
        return new ReadingTime(
            1_000 + (long)(now - _start).TotalMilliseconds, now.ToUnixTimeMilliseconds() - Volatile.Read(ref _behind), quality);
    }

    public void Wait(int milliseconds, CancellationToken cancellationToken)
    {
        using var over = new ManualResetEventSlim();
        using ITimer timer = Provider.CreateTimer(_ => over.Set(), null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        WaitHandle.WaitAny([over.WaitHandle, cancellationToken.WaitHandle]);
    }

    /// <summary>The gateway woke up without a time.</summary>
    public void Forget()
    {
        Volatile.Write(ref _behind, Provider.GetUtcNow().ToUnixTimeMilliseconds());
        _trusted = false;
    }

    /// <summary>Somebody, or a time server, sets the wall clock back; the monotonic one goes on.</summary>
    public void SetBack(TimeSpan by) => Volatile.Write(ref _behind, (long)by.TotalMilliseconds);

    public void Correct()
    {
        Volatile.Write(ref _behind, 0);
        _trusted = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pump;
        _end.Dispose();
    }

    private async Task PumpAsync()
    {
        await Task.Yield();
        while (!_end.IsCancellationRequested)
        {
            Provider.Advance(Step);
            await Task.Delay(1);
        }
    }
}
