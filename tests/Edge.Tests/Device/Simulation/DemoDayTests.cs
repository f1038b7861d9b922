using Edge.Device.Buses;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Sensing;
using Edge.Tests.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Simulation;

/// <summary>The demo site on its scenario, through the real drivers: what a visitor must see within twenty seconds.</summary>
public class DemoDayTests
{
    private const int Steps = 40;

    private static readonly string Scenario = Repository.Read("hardware-profiles", "sites", "demo-day.yaml");

    private static readonly Lazy<Dictionary<string, RawValue[]>> Run = new(RunOnce);

    [Fact]
    public void Reads_ScenarioWithoutAnError() =>
        Assert.Empty(ScenarioReader.Read(Scenario, "demo-day.yaml", TestBoard.Profile).Errors.Select(e => e.ToString()));

    [Theory]
    [InlineData("air.temperature", 28.0)]
    [InlineData("cabinet.temperature", 28.0)]
    [InlineData("water.level", 1500.0)]
    public void Rises_AboveAndFallsBelow(string channel, double threshold)
    {
        double[] values = Usable(channel);
        int above = Array.FindIndex(values, value => value > threshold);
        Assert.True(above > 0, "It starts below and rises above.");
        Assert.Contains(values[above..], value => value < threshold);
    }

    [Fact]
    public void Falls_BelowTheEndOfTheFloodWarning() => Assert.True(Usable("water.level")[^1] < 1200);

    [Fact]
    public void Falls_BelowDusk() => Assert.Contains(Usable("light.outside"), lux => lux < 50);

    [Fact]
    public void Silences_TheLightForThreeSecondsAndGivesItBack()
    {
        RawValue[] light = Run.Value["light.outside"];
        Assert.Equal(6, light.Count(value => value.Reason == QualityReason.NoAnswer));
        Assert.Equal(Quality.Simulated, light[(int)(7.5 / 0.5) - 2].Quality);
        Assert.Equal(Quality.Simulated, light[21].Quality);
    }

    [Fact]
    public void Damages_TheCabinetsAnswersAndEndsThat()
    {
        RawValue[] cabinet = Run.Value["cabinet.temperature"];
        Assert.Equal(3, cabinet.Count(value => value.Reason == QualityReason.ChecksumMismatch));
        Assert.Equal(Quality.Simulated, cabinet[^1].Quality);
    }

    [Fact]
    public void Rains_AndOpensTheDoor()
    {
        Assert.True(Usable("rain.tips")[^1] > 50);
        Assert.Contains(1.0, Usable("door.open"));
        Assert.Contains(0.0, Usable("door.open"));
    }

    [Fact]
    public void Repeats_ItselfExactly() => Assert.Equal(Flat(Run.Value), Flat(RunOnce()));

    private static double[] Usable(string channel) =>
        [.. Run.Value[channel].Where(value => value.Quality.IsUsable()).Select(value => value.Value)];

    private static IEnumerable<RawValue> Flat(Dictionary<string, RawValue[]> run) => run.Values.SelectMany(v => v);

    private static Dictionary<string, RawValue[]> RunOnce()
    {
        Site site = Shipped.Read(Shipped.DemoText).Site!;
        var time = new FakeTimeProvider();
        using Board board = Board.Open(site.Board, Scenario, "demo-day.yaml", time).Value;
        SensorDeclaration[] declared = [.. site.Sensors.Where(each => each.Driver.Bus != BusKind.Host)];
        ISensor[] sensors = [.. declared.Select(board.CreateSensor)];
        var run = declared.SelectMany(each => each.Channels).ToDictionary(each => each.Name, _ => new RawValue[Steps]);
        for (int step = 0; step < Steps; step++)
        {
            foreach ((SensorDeclaration each, ISensor sensor) in declared.Zip(sensors))
            {
                RawValue[] values = sensor.ReadAll(each.Driver.Quantities.Length);
                foreach (ChannelDeclaration channel in each.Channels)
                {
                    int quantity = each.Driver.Quantities.ToList().FindIndex(q => q.Name == channel.Quantity);
                    run[channel.Name][step] = values[quantity];
                }
            }
            time.Pass(seconds: 0.5);
        }
        return run;
    }
}
