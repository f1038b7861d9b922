using Edge.Rules;
using Edge.Sensing;

namespace Edge.Sealing;

/// <summary>What is waiting in memory to be sealed into one stream: readings and events, and what found no room.</summary>
/// <remarks>Bounded: a full buffer refuses the newest and counts it; the count leaves the gateway in a signed
/// tombstone. Any number of threads may add; one takes. A power cut costs what is in here.</remarks>
public sealed class StreamBuffer
{
    /// <summary>Readings kept while nothing can be sealed (a full disk); five batches of the largest size.</summary>
    public const int MaxReadings = 50_000;

    /// <summary>Events kept while nothing can be sealed.</summary>
    public const int MaxEvents = 5_000;

    private readonly Lock _gate = new();
    private readonly Queue<Reading> _readings = new();
    private readonly Queue<ActuatorEvent> _events = new();
    private readonly Queue<DeviceReport> _reports = new();
    private UnsealedLoss _loss;
    private long _lost;

    /// <summary>Readings waiting now.</summary>
    public int Readings { get { lock (_gate) { return _readings.Count; } } }

    /// <summary>Readings and events that found no room since the start.</summary>
    public long Lost { get { lock (_gate) { return _lost; } } }

    /// <summary>Events waiting now.</summary>
    public int Events { get { lock (_gate) { return _events.Count; } } }

    /// <summary>Adds a reading, or counts it as lost when there is no room. <paramref name="reading"/>'s channel is the
    /// stream's own number for it.</summary>
    public bool Add(in Reading reading)
    {
        lock (_gate)
        {
            if (_readings.Count < MaxReadings)
            {
                _readings.Enqueue(reading);
                return true;
            }

            _lost++;
            _loss = _loss.With(reading.Time.UnixMilliseconds, readings: 1, events: 0);
            return false;
        }
    }

    /// <summary>Adds an event, or counts it as lost when there is no room.</summary>
    public bool Add(in ActuatorEvent item)
    {
        lock (_gate)
        {
            if (_events.Count < MaxEvents)
            {
                _events.Enqueue(item);
                return true;
            }

            _lost++;
            _loss = _loss.With(item.Time.UnixMilliseconds, readings: 0, events: 1);
            return false;
        }
    }

    /// <summary>Reports waiting now; more than one batch of them is not taken.</summary>
    public int Reports { get { lock (_gate) { return _reports.Count; } } }

    /// <summary>Adds a report; false when there is no room: whoever has it keeps it.</summary>
    public bool Add(DeviceReport report)
    {
        lock (_gate)
        {
            if (_reports.Count >= DeviceReport.MaxInBatch) { return false; }
            _reports.Enqueue(report);
            return true;
        }
    }

    public DeviceReport[] TakeReports()
    {
        lock (_gate) { return TakeFrom(_reports, DeviceReport.MaxInBatch); }
    }

    /// <summary>Takes the oldest readings and events, at most so many of each.</summary>
    public (Reading[] Readings, ActuatorEvent[] Events) Take(int maxReadings, int maxEvents)
    {
        lock (_gate)
        {
            return (TakeFrom(_readings, maxReadings), TakeFrom(_events, maxEvents));
        }
    }

    /// <summary>Takes the account of what found no room since the last call; empty when nothing did.</summary>
    public UnsealedLoss TakeLoss()
    {
        lock (_gate)
        {
            UnsealedLoss loss = _loss;
            _loss = default;
            return loss;
        }
    }

    /// <summary>Puts an account back that could not be written after all.</summary>
    public void PutBack(UnsealedLoss loss)
    {
        lock (_gate) { _loss = _loss.And(loss); }
    }

    private static T[] TakeFrom<T>(Queue<T> queue, int most)
    {
        var taken = new T[Math.Min(queue.Count, most)];
        for (int i = 0; i < taken.Length; i++) { taken[i] = queue.Dequeue(); }
        return taken;
    }
}
