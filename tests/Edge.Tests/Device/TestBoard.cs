using Edge.Device.Buses;
using Edge.Device.Sensors;
using Edge.Profiles;
using Edge.Tests.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device;

/// <summary>The simulated board with a scenario and a clock that a test moves.</summary>
internal sealed class TestBoard : IDisposable
{
    private TestBoard(Board board, FakeTimeProvider time) => (Board, Time) = (board, time);

    public Board Board { get; }

    public FakeTimeProvider Time { get; }

    public static BoardProfile Profile { get; } = ReadProfile();

    /// <summary>A scenario of the given devices, curves and faults, as YAML in flow style.</summary>
    public static string Scenario(string devices, string faults = "", string curves = "", double speed = 1) => $"""
        edge: 1
        scenario: {"{"}name: test, seed: 1, speed: {speed.ToString(System.Globalization.CultureInfo.InvariantCulture)}{"}"}
        curves: [{curves}]
        devices: [{devices}]
        faults: [{faults}]
        """;

    public static TestBoard Open(string? scenario)
    {
        var time = new FakeTimeProvider();
        Result<Board, string> board = Board.Open(Profile, scenario, "test.yaml", time);
        return new(board.IsOk ? board.Value : throw new InvalidOperationException(board.Reason), time);
    }

    public ISensor Sensor(string driver, string? bus = "i2c-1", string? pin = null, string? address = null,
        params (string Name, string Value)[] options)
    {
        DriverDescription description = DriverCatalogue.Find(driver)!;
        var filled = description.Options.ToDictionary(option => option.Name, option => option.Default);
        foreach ((string name, string value) in options) { filled[name] = value; }
        return Board.CreateSensor(new(driver, description, pin is null ? bus : null,
            address is null ? null : Convert.ToInt32(address, 16), pin, TimeSpan.FromSeconds(1),
            System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(filled), [], default));
    }

    public void Dispose() => Board.Dispose();

    private static BoardProfile ReadProfile()
    {
        BoardFile file = Shipped.Boards.Find("simulated")!;
        return BoardReader.Read(file.Text, file.FileName).Board!;
    }
}

internal static class SensorReads
{
    /// <summary>Moves the clock in steps as short as a simulated line moves: the fake fires due timers all at the end.</summary>
    public static void Pass(this FakeTimeProvider time, double seconds)
    {
        for (int i = 0; i < Math.Round(seconds * 100); i++) { time.Advance(TimeSpan.FromMilliseconds(10)); }
    }

    public static RawValue[] ReadAll(this ISensor sensor, int quantities)
    {
        var values = new RawValue[quantities];
        sensor.Read(values);
        return values;
    }
}
