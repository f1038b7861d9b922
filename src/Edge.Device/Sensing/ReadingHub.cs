using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Device.Sensing;

/// <summary>Where readings go: into the snapshot that rules decide on, and into the buffers of the streams
/// that carry them.</summary>
/// <remarks>Thread-safe. Bounded: the snapshot has one place a channel, each buffer a limit.</remarks>
public sealed class ReadingHub : IDisposable
{
    private readonly ImmutableArray<(int Stream, int Column)>[] _routes;
    private readonly ImmutableArray<int> _eventStreams;
    private readonly SemaphoreSlim _news = new(0, 1);
    private long _readings;
    private long _firstReadingAt = -1;

    /// <param name="startedAt">Monotonic milliseconds.</param>
    public ReadingHub(Site site, long startedAt)
    {
        Snapshot = new SharedSnapshot(site.Channels.Length, startedAt);
        Buffers = [.. site.Streams.Select(_ => new StreamBuffer())];
        _routes = [.. site.Channels.Select(channel => site.Streams
            .Where(stream => stream.Channels.Contains(channel.Index))
            .Select(stream => (stream.Index, stream.Channels.IndexOf(channel.Index))).ToImmutableArray())];
        _eventStreams = [.. site.Streams.Where(stream => stream.Events).Select(stream => stream.Index)];
    }

    public SharedSnapshot Snapshot { get; }

    /// <summary>One a stream, in the order of the site.</summary>
    public ImmutableArray<StreamBuffer> Buffers { get; }

    /// <summary>Readings since the start, bad ones included.</summary>
    public long Readings => Volatile.Read(ref _readings);

    /// <summary>Monotonic milliseconds of the first reading, or -1.</summary>
    public long FirstReadingAt => Volatile.Read(ref _firstReadingAt);

    /// <summary>All readings of one sensor, taken at one moment.</summary>
    public void Publish(ReadOnlySpan<ConditionedReading> conditioned)
    {
        Span<Reading> readings = stackalloc Reading[conditioned.Length];
        for (int i = 0; i < conditioned.Length; i++)
        {
            readings[i] = conditioned[i].Reading;
            if (conditioned[i].PassToStream) { Route(conditioned[i].Reading); }
        }

        Snapshot.Publish(readings);
        Interlocked.CompareExchange(ref _firstReadingAt, readings[0].Time.MonotonicMilliseconds, -1);
        Interlocked.Add(ref _readings, readings.Length);
        Wake();
    }

    /// <summary>An actuator changed: into every stream that carries events.</summary>
    public void Publish(in ActuatorEvent item)
    {
        foreach (int stream in _eventStreams) { Buffers[stream].Add(item); }
    }

    /// <summary>Returns when something new was published, or after <paramref name="milliseconds"/>.</summary>
    public void WaitForNews(int milliseconds, CancellationToken cancellationToken) => _news.Wait(milliseconds, cancellationToken);

    public void Dispose() => _news.Dispose();

    private void Route(in Reading reading)
    {
        foreach ((int stream, int column) in _routes[reading.Channel]) { Buffers[stream].Add(reading with { Channel = column }); }
    }

    /// <summary>Lets who waits for news look again: something else than a reading changed.</summary>
    public void Wake()
    {
        if (_news.CurrentCount > 0) { return; }
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another sensor was faster; awake is awake.
        }
    }
}
