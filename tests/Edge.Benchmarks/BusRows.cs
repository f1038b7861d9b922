using System.Diagnostics;
using Edge.Device.Buses;
using Edge.Device.Clock;
using Edge.Device.Sensing;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Benchmarks;

/// <summary>One BME280, from the first transfer to the snapshot that rules decide on, by the wall.</summary>
/// <remarks>On a real bus most of it is waiting: for transfers and for the conversion. A simulated board does not wait.</remarks>
internal static class BusRows
{
    private const int WarmUp = 20;
    private const int Reads = 300;

    /// <param name="sitePath">A site with a BME280; null: the demo site.</param>
    public static IEnumerable<Row> Take(string? sitePath)
    {
        Site site = sitePath is null ? Demo.Site : ReadSite(sitePath);
        SensorDeclaration declared = site.Sensors.First(sensor => sensor.Driver.Name == "bme280");
        using Board board = Demo.OpenBoard(site, sitePath ?? Demo.SitePath, TimeProvider.System);
        var clock = new MachineClock();
        using var hub = new ReadingHub(site, clock.Now().MonotonicMilliseconds);
        using var sensor = new SampledSensor(declared, board.CreateSensor(declared), 0);

        var taken = new List<double>(Reads);
        for (int i = -WarmUp; i < Reads; i++)
        {
            long start = Stopwatch.GetTimestamp();
            hub.Publish(sensor.Sample(clock));
            if (i >= 0) { taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds); }
        }

        var seen = new Snapshot(site.Channels.Length, 0);
        hub.Snapshot.CopyTo(seen);
        string last = $"{declared.Driver.Name} on {declared.Bus} of board {site.Board.Name}, {Reads} reads, the last one "
            + $"{seen[declared.Channels[0].Index].Quality}";
        taken.Sort();
        yield return new Row("bus read to snapshot, p50", taken[Reads / 2], "ms", last);
        yield return new Row("bus read to snapshot, p99", taken[Reads * 99 / 100], "ms", last);
    }

    private static Site ReadSite(string path)
    {
        SiteReading reading = SiteFiles.Read(path, SiteFiles.UsualBoardFolders(path));
        return reading.Site ?? throw new InvalidOperationException(string.Join("\n", reading.Errors));
    }
}
