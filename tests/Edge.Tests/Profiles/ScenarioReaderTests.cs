using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class ScenarioReaderTests
{
    private const string Head = "edge: 1\nscenario: {name: test, seed: 1}\n";

    private static readonly BoardProfile Board =
        BoardReader.Read(Shipped.Boards.Find("simulated")!.Text, "simulated.yaml").Board!;

    [Fact]
    public void Reads_EverythingWithItsDefaults()
    {
        Scenario scenario = ScenarioReader.Read(Head + """
            curves:
              - {name: warm, base: 20, terms: [{shape: noise, amplitude: 1, every: 10m}], max: 21}
            devices:
              - {name: mast, model: bme280, bus: i2c-1, inputs: {temperature: warm, humidity: 40}}
            faults:
              - {kind: no-answer, device: mast, from: 8s, for: 3s}
            """, "s.yaml", Board).Scenario!;
        Assert.Equal((1, TimeSpan.Zero), (scenario.Speed, scenario.Start));
        ModelDeclaration mast = Assert.Single(scenario.Devices);
        Assert.Equal(0x76, mast.Address);
        Assert.Equal(new ModelInput("warm", 0), mast.Inputs["temperature"]);
        Assert.Equal(new ModelInput(null, 40), mast.Inputs["humidity"]);
        Assert.Equal(new ModelInput(null, 1013.25), mast.Inputs["pressure"]);
        Assert.Null(Assert.Single(scenario.Faults).Again);
    }

    [Theory]
    [InlineData("devices: [{name: a, model: bme820, bus: i2c-1}]", "s.yaml:3:28: unknown model: 'bme820'", "bme280")]
    [InlineData("devices: [{name: a, model: bme280, bus: i2c-9}]", "s.yaml:3:41: unknown bus: 'i2c-9'", "i2c-")]
    [InlineData("devices: [{name: a, model: bme280, pin: GPIO4}]", "s.yaml:3:11: device without a bus", null)]
    [InlineData("devices: [{name: a, model: bme280, bus: i2c-1, address: 0x44}]",
        "s.yaml:3:57: bme280 cannot have the address: '0x44'", null)]
    [InlineData("devices: [{name: a, model: digital-input, pin: GPIO71}]", "s.yaml:3:48: unknown pin: 'GPIO71'", "GPIO")]
    [InlineData("devices: [{name: a, model: sht3x, bus: i2c-1}, {name: b, model: sht3x, bus: i2c-1}]",
        "s.yaml:3:48: place given twice: 'i2c-1 0x44'", null)]
    [InlineData("devices: [{name: a, model: sht3x, bus: i2c-1, inputs: {humidty: 3}}]",
        "s.yaml:3:56: unknown key: 'humidty'", "humidity")]
    [InlineData("devices: [{name: a, model: sht3x, bus: i2c-1, inputs: {humidity: wet}}]",
        "s.yaml:3:66: unknown curve: 'wet'", null)]
    [InlineData("curves: [{name: a, base: 1, min: 5, max: 4}]", "s.yaml:3:42: max below min: '4'", null)]
    [InlineData("curves: [{name: a, base: 1, terms: [{shape: cosin, amplitude: 1}]}]",
        "s.yaml:3:45: unknown shape: 'cosin'", "cosine")]
    [InlineData("faults: [{kind: no-answer, device: a, from: 1s, for: 1s}]", "s.yaml:3:36: unknown device: 'a'", null)]
    [InlineData("faults: [{kind: stuck-bus, from: 1s, for: 1s}]", "s.yaml:3:10: fault of the wrong thing", null)]
    [InlineData("faults: [{kind: stuck-bus, bus: i2c-1, from: 1s, for: 9s, again: 2s}]",
        "s.yaml:3:66: begins again before its end: '2s'", null)]
    public void Points_AtTheMistake(string text, string start, string? nearest)
    {
        SiteError error = Assert.Single(ScenarioReader.Read(Head + text + "\n", "s.yaml", Board).Errors);
        Assert.StartsWith(start, error.ToString(), StringComparison.Ordinal);
        if (nearest is not null) { Assert.StartsWith(nearest, error.Nearest, StringComparison.Ordinal); }
    }

    [Theory]
    [InlineData("bh1750", "crc-error")]
    [InlineData("bme280", "crc-error")]
    public void Refuses_AFaultThatTheDeviceCannotShow(string model, string kind)
    {
        string text = $"devices: [{{name: a, model: {model}, bus: i2c-1}}]\n"
            + $"faults: [{{kind: {kind}, device: a, from: 1s, for: 1s}}]\n";
        SiteError error = Assert.Single(ScenarioReader.Read(Head + text, "s.yaml", Board).Errors);
        Assert.Equal($"fault that {model} cannot show", error.Problem);
        Assert.Equal(new(4, 17), error.At);
    }

    [Fact]
    public void Lists_EveryMistakeInOneGo()
    {
        ScenarioReading reading = ScenarioReader.Read(
            "edge: 1\nscenario: {name: T, sead: 1}\ncurves: [{name: a, base: x}]\ndevices: 3\n", "s.yaml", Board);
        Assert.False(reading.IsUsable);
        Assert.Equal([2, 2, 3, 4], reading.Errors.Select(error => error.At.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("edge: 2\nscenario: {name: test, seed: 1}\n")]
    [InlineData("]")]
    [InlineData("- 1\n")]
    public void Refuses_WhatIsNoScenario(string text) =>
        Assert.False(ScenarioReader.Read(text, "s.yaml", Board).IsUsable);
}
