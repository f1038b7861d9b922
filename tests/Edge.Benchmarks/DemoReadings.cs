using System.Collections.Immutable;
using Edge.Device.Buses;
using Edge.Device.Sensing;
using Edge.Device.Simulation;
using Edge.Profiles;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>What the demo site puts into its weather stream: its sensors through their drivers and its
/// conditioning, on the simulated board with the scenario of the site, an hour of weather in each
/// second.</summary>
internal static class DemoReadings
{
    /// <summary>Of the weather stream.</summary>
    public static StreamSchema Schema { get; } =
        new("weather", [.. Demo.Weather.Channels.Select(Column)], [], []);

    /// <summary>The first readings of a run, numbered by their columns of the stream, oldest first.</summary>
    /// <remarks>The same at each call. A thread that slept until a sensor's turn wakes up to a millisecond late,
    /// by chance.</remarks>
    public static Reading[] OfWeather(int count)
    {
        Site site = Demo.Site;
        var time = new SteppedTime();
        using Board board = Demo.OpenBoard(site, Demo.SitePath, time);
        long now = time.Now().MonotonicMilliseconds;
        ImmutableArray<SampledSensor> sensors =
        [
            .. site.Sensors.Where(sensor => sensor.Channels.Any(each => Demo.Weather.Channels.Contains(each.Index)))
                .Select(sensor => new SampledSensor(sensor, board.CreateSensor(sensor), now)),
        ];
        var dice = new Random(1);
        var readings = new List<Reading>(count);
        while (readings.Count < count)
        {
            now = time.Now().MonotonicMilliseconds;
            foreach (SampledSensor sensor in sensors.Where(sensor => sensor.NextTurn <= now))
            {
                time.Late = dice.Next(0, 2);
                Take(sensor.Sample(time), readings);
                time.Late = 0;
            }
            time.Step(SimulatedHardware.Tick);
            board.Simulated!.Advance();
        }
        foreach (SampledSensor sensor in sensors) { sensor.Dispose(); }
        return [.. readings.Take(count)];
    }

    private static SchemaChannel Column(int index)
    {
        ChannelDeclaration channel = Demo.Site.Channels[index];
        return new SchemaChannel(channel.Name, channel.Unit, channel.Resolution);
    }

    private static void Take(ReadOnlySpan<ConditionedReading> sampled, List<Reading> readings)
    {
        foreach (ref readonly ConditionedReading each in sampled)
        {
            int column = Demo.Weather.Channels.IndexOf(each.Reading.Channel);
            if (each.PassToStream && column >= 0) { readings.Add(each.Reading with { Channel = column }); }
        }
    }
}
