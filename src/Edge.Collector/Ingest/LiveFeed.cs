namespace Edge.Collector.Ingest;

/// <summary>A number that rises whenever something was stored, and a way to wait for that. Thread-safe.</summary>
public sealed class LiveFeed
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = Fresh();
    private long _sequence;

    public long Sequence { get { lock (_gate) { return _sequence; } } }

    public void Notify()
    {
        TaskCompletionSource waiters;
        lock (_gate)
        {
            _sequence++;
            (waiters, _changed) = (_changed, Fresh());
        }

        waiters.SetResult();
    }

    /// <summary>Ends as soon as the number is not <paramref name="known"/>.</summary>
    public Task WaitAsync(long known)
    {
        lock (_gate) { return _sequence != known ? Task.CompletedTask : _changed.Task; }
    }

    // Waiters go on elsewhere: an upload never runs their work.
    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
