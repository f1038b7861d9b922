using System.Device.Gpio;
using Edge.Device.Pins;
using Edge.Device.Sensors;
using Edge.Device.Simulation;
using Edge.Sensing;

namespace Edge.Tests.Device.Sensors;

public class PinDriverTests
{
    private const int Line24 = 24;

    [Fact]
    public void Counts_TipsOfTheRainThatFell()
    {
        // 72 mm/h for 60 s is 1.2 mm: six tips of 0.2 mm, the sixth in the last instant.
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(
            "{name: it, model: tipping-bucket, pin: GPIO24, inputs: {rain: 72}}"));
        ISensor sensor = board.Sensor("tipping-bucket", pin: "GPIO24");
        Assert.Equal([0, 0], sensor.ReadAll(2).Select(value => value.Value));
        board.Time.Pass(seconds: 65);
        RawValue[] values = sensor.ReadAll(2);
        Assert.Equal(6, values[1].Value);
        Assert.Equal(1.2, values[0].Value, 9);
        Assert.Equal(Quality.Simulated, values[0].Quality);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    [InlineData(40, 2)]
    public void Counts_ABounceOnce(int millisecondsApart, int tips)
    {
        using TestBoard board = TestBoard.Open(null);
        ISensor sensor = board.Sensor("tipping-bucket", pin: "GPIO24", options: ("debounce-ms", "10"));
        Close(board);
        board.Time.Advance(TimeSpan.FromMilliseconds(millisecondsApart));
        Close(board);
        Assert.Equal(tips, sensor.ReadAll(2)[1].Value);
    }

    [Theory]
    [InlineData("false", 1, 0)]
    [InlineData("true", 0, 1)]
    public void Reads_ALevelEitherWay(string activeLow, int whenHigh, int whenLow)
    {
        using TestBoard board = TestBoard.Open(null);
        ISensor sensor = board.Sensor("digital-input", pin: "GPIO24", options: ("active-low", activeLow));
        board.Board.Simulated!.Pins.Drive(Line24, PinValue.High);
        Assert.Equal(whenHigh, sensor.ReadAll(1)[0].Value);
        board.Board.Simulated.Pins.Drive(Line24, PinValue.Low);
        Assert.Equal(whenLow, sensor.ReadAll(1)[0].Value);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Switches_AnOutputFromItsFirstMoment(bool activeLow, bool first)
    {
        using TestBoard board = TestBoard.Open(null);
        SimulatedPins pins = board.Board.Simulated!.Pins;
        OutputPin relay = board.Board.OpenOutput("GPIO17", activeLow, first);
        Assert.Equal((first, first != activeLow), (relay.IsOn, pins.LevelOf(17) == PinValue.High));
        relay.Set(!first);
        Assert.Equal((!first, first == activeLow), (relay.IsOn, pins.LevelOf(17) == PinValue.High));
    }

    [Fact]
    public void Refuses_APinThatTheBoardDoesNotDeclare()
    {
        using TestBoard board = TestBoard.Open(null);
        Assert.Throws<ArgumentException>(() => board.Board.OpenOutput("GPIO99", activeLow: false));
        Assert.Throws<ArgumentException>(() => board.Board.OpenInput("GPIO99"));
    }

    [Fact]
    public void Refuses_ABusThatTheBoardDoesNotDeclare()
    {
        using TestBoard board = TestBoard.Open(null);
        Assert.Throws<ArgumentException>(() => board.Board.ScanBus("i2c-7"));
        Assert.Throws<ArgumentException>(() => board.Sensor("sht3x", bus: "i2c-7"));
    }

    [Fact]
    public void Finds_TheDevicesOfABus()
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(
            "{name: a, model: bme280, bus: i2c-1, address: 0x77}, {name: b, model: bh1750, bus: i2c-1},"
            + "{name: c, model: ads1115, bus: i2c-3}"));
        Assert.Equal([0x23, 0x77], board.Board.ScanBus("i2c-1"));
        Assert.Equal([0x48], board.Board.ScanBus("i2c-3"));
    }

    [Fact]
    public void Answers_NothingWithoutAScenario()
    {
        using TestBoard board = TestBoard.Open(null);
        Assert.Empty(board.Board.ScanBus("i2c-1"));
        Assert.All(board.Sensor("bme280").ReadAll(3), value => Assert.Equal(QualityReason.NoAnswer, value.Reason));
    }

    private static void Close(TestBoard board)
    {
        SimulatedPins pins = board.Board.Simulated!.Pins;
        pins.Drive(Line24, PinValue.High);
        pins.Drive(Line24, PinValue.Low);
    }
}
