using System.Collections.Immutable;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Pins;
using Edge.Device.Sensing;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Replay;
using Edge.Sensing;

namespace Edge.Device.Rules;

/// <summary>Plays a scenario in virtual time: devices at register level, drivers, conditioning, rules,
/// outputs.</summary>
/// <remarks>What measures the machine itself (<c>host-*</c>) is never read: it would be another on every
/// machine. The board is a simulated one, whatever the site runs on. Two runs give the same
/// bytes.</remarks>
public sealed class ScenarioPlay(RuleBook book, string scenarioText, string scenarioFile)
{
    /// <summary>Told of every reading; null: nobody.</summary>
    public Action<Reading>? Read { get; init; }

    /// <summary>The timeline, or the mistakes of the scenario, one line for each.</summary>
    /// <param name="midnight">The wall clock when the scenario's own time is 0.</param>
    public Result<Timeline, string> Run(DateTimeOffset midnight, TimeSpan lasts)
    {
        Site site = book.Site;
        BoardProfile simulated = site.Board with { Kind = BoardKind.Simulated };
        ScenarioReading scenario = ScenarioReader.Read(scenarioText, scenarioFile, simulated);
        if (!scenario.IsUsable) { return string.Join('\n', scenario.Errors); }
        var time = new VirtualTime(midnight + scenario.Scenario!.Start);
        Result<Board, string> opened = Board.Open(simulated, scenarioText, scenarioFile, time);
        if (!opened.IsOk) { return opened.Reason; }
        using Board board = opened.Value;
        ImmutableArray<OutputPin> outputs =
            [.. site.Actuators.Select(actuator => board.OpenOutput(actuator.Pin, actuator.ActiveLow, actuator.SafeOn))];
        long start = time.Now().MonotonicMilliseconds;
        SampledSensor[] sensors =
        [
            .. site.Sensors.Where(sensor => !sensor.Channels.IsEmpty && sensor.Driver.Bus != BusKind.Host)
                .Select(sensor => new SampledSensor(sensor, board.CreateSensor(sensor), start)),
        ];
        try
        {
            var replayer = new Replayer(book, time.Now()) { Switched = item => outputs[item.Actuator].Set(item.On) };
            return Play(replayer, sensors, time, start + (long)lasts.TotalMilliseconds);
        }
        finally
        {
            foreach (SampledSensor sensor in sensors) { sensor.Dispose(); }
        }
    }

    private Timeline Play(Replayer replayer, SampledSensor[] sensors, VirtualTime time, long end)
    {
        var readings = new List<Reading>();
        replayer.Start(time.Now());
        while (true)
        {
            long next = sensors.Select(sensor => sensor.NextTurn).DefaultIfEmpty(long.MaxValue).Min();
            if (next > end) { break; }
            RunScans(replayer, time, next);
            readings.Clear();
            foreach (SampledSensor sensor in sensors)
            {
                if (sensor.NextTurn > next) { continue; }
                foreach (ConditionedReading conditioned in sensor.Sample(time)) { readings.Add(conditioned.Reading); }
            }

            foreach (Reading reading in readings) { Read?.Invoke(reading); }
            replayer.Take(readings.ToArray(), time.Now());
        }

        RunScans(replayer, time, end);
        return replayer.Finish(time.Now());
    }

    /// <summary>Scans that time asks for, each at its moment, so that what they switch is seen when it
    /// happens.</summary>
    private static void RunScans(Replayer replayer, VirtualTime time, long until)
    {
        while (replayer.NextDeadline < until)
        {
            time.AdvanceTo(replayer.NextDeadline);
            replayer.Take([], time.Now());
        }

        time.AdvanceTo(until);
    }
}
