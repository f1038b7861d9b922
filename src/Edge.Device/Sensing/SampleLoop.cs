using Edge.Device.Buses;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensing;

/// <summary>Reads the sensors of one bus, each at its own interval; a slow or stuck bus delays only its own
/// sensors.</summary>
public sealed class SampleLoop : IDisposable
{
    private readonly List<SampledSensor> _sensors;
    private readonly ReadingHub _hub;
    private readonly IMachineClock _clock;
    private readonly TimeProvider _time;

    private SampleLoop(List<SampledSensor> sensors, ReadingHub hub, IMachineClock clock, TimeProvider time) =>
        (_sensors, _hub, _clock, _time) = (sensors, hub, clock, time);

    /// <summary>One loop for each bus, one for the lines, one for the machine itself.</summary>
    public static IReadOnlyList<SampleLoop> ForEachBus(Site site, Board board, ReadingHub hub, IMachineClock clock, TimeProvider time)
    {
        long now = clock.Now().MonotonicMilliseconds;
        return [.. site.Sensors.Where(sensor => !sensor.Channels.IsEmpty)
            .GroupBy(sensor => sensor.Bus ?? sensor.Driver.Bus.ToString())
            .Select(group => new SampleLoop(
                [.. group.Select(sensor => new SampledSensor(sensor, board.CreateSensor(sensor), now))], hub, clock, time))];
    }

    /// <summary>Until cancelled. Sensors due at the same time are read one after the other.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            long next = long.MaxValue;
            foreach (SampledSensor sensor in _sensors)
            {
                if (sensor.NextTurn <= _clock.Now().MonotonicMilliseconds) { _hub.Publish(sensor.Sample(_clock)); }
                next = Math.Min(next, sensor.NextTurn);
            }

            long wait = next - _clock.Now().MonotonicMilliseconds;
            if (wait > 0) { await Task.Delay(TimeSpan.FromMilliseconds(wait), _time, cancellationToken); }
        }
    }

    public void Dispose()
    {
        foreach (SampledSensor sensor in _sensors) { sensor.Dispose(); }
    }
}
