using Edge.Device.Buses;
using Edge.Device.Kernel;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Device.Sensing;

/// <summary>Reads the sensors of one bus, each at its own interval; a slow or stuck bus delays only its own
/// sensors.</summary>
public sealed class SampleLoop : IDisposable
{
    private readonly string _name;
    private readonly List<SampledSensor> _sensors;
    private readonly ReadingHub _hub;
    private readonly IMachineClock _clock;

    private SampleLoop(string name, List<SampledSensor> sensors, ReadingHub hub, IMachineClock clock) =>
        (_name, _sensors, _hub, _clock) = (name, sensors, hub, clock);

    /// <summary>One loop for each bus, one for the lines, one for the machine itself.</summary>
    public static IReadOnlyList<SampleLoop> ForEachBus(Site site, Board board, ReadingHub hub, IMachineClock clock)
    {
        long now = clock.Now().MonotonicMilliseconds;
        return [.. site.Sensors.Where(sensor => !sensor.Channels.IsEmpty)
            .GroupBy(sensor => sensor.Bus ?? sensor.Driver.Bus.ToString())
            .Select(group => new SampleLoop(
                group.Key, [.. group.Select(sensor => new SampledSensor(sensor, board.CreateSensor(sensor), now))], hub, clock))];
    }

    /// <summary>Until cancelled. Sensors due at the same time are read one after the other.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        OwnThread.RunAsync($"sensors {_name}", () => Run(cancellationToken), cancellationToken);

    private void Run(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            long next = long.MaxValue;
            foreach (SampledSensor sensor in _sensors)
            {
                if (sensor.NextTurn <= _clock.Now().MonotonicMilliseconds) { _hub.Publish(sensor.Sample(_clock)); }
                next = Math.Min(next, sensor.NextTurn);
            }

            long wait = next - _clock.Now().MonotonicMilliseconds;
            if (wait > 0) { _clock.Wait((int)Math.Min(wait, int.MaxValue), cancellationToken); }
        }
    }

    public void Dispose()
    {
        foreach (SampledSensor sensor in _sensors) { sensor.Dispose(); }
    }
}
