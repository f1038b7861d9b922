using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>A quantity that a driver measures.</summary>
/// <param name="Range">What the data sheet allows, in <paramref name="Unit"/>.</param>
public sealed record QuantityDescription(string Name, Unit Unit, double Resolution, Interval Range);

/// <summary>A setting of a driver in the site file.</summary>
/// <param name="Allowed">The words it may be; empty: a number within <paramref name="Range"/>.</param>
/// <param name="FreeText">True: any text of at most <see cref="MaxTextLength"/> characters.</param>
public sealed record DriverOption(
    string Name,
    string Default,
    Interval? Range,
    ImmutableArray<string> Allowed,
    string Meaning,
    bool FreeText = false)
{
    public const int MaxTextLength = 200;

    public static DriverOption Number(string name, string @default, Interval range, string meaning) =>
        new(name, @default, range, [], meaning);

    public static DriverOption Word(string name, string @default, string[] allowed, string meaning) =>
        new(name, @default, null, [.. allowed], meaning);

    public static DriverOption Text(string name, string @default, string meaning) =>
        new(name, @default, null, [], meaning, FreeText: true);
}

/// <summary>What a site file may say about a sensor: data for the check, no code.</summary>
public sealed record DriverDescription(
    string Name,
    string Title,
    BusKind Bus,
    ImmutableArray<int> Addresses,
    TimeSpan FastestInterval,
    ImmutableArray<QuantityDescription> Quantities,
    ImmutableArray<DriverOption> Options);

/// <summary>Every driver this build knows, by name.</summary>
public static class DriverCatalogue
{
    /// <summary>The largest number to which a double counts by ones: the end of every counter.</summary>
    private const double LargestCount = 9007199254740992;

    /// <summary>More bytes than any disk or memory of a gateway: 1 PiB.</summary>
    private const double MostBytes = 1125899906842624;

    public static ImmutableArray<DriverDescription> All { get; } = [.. OnI2c(), .. OnAPin(), .. OnASerialLine(), .. OnTheHost()];

    public static DriverDescription? Find(string name) => All.FirstOrDefault(driver => driver.Name == name);

    private static ImmutableArray<DriverDescription> OnI2c() =>
    [
        new("bme280", "Bosch BME280: temperature, humidity, pressure",
            BusKind.I2c, [0x76, 0x77], Milliseconds(20),
        [
            new("temperature", Unit.DegreeCelsius, 0.01, new(-40, 85)),
            new("humidity", Unit.Percent, 0.01, new(0, 100)),
            new("pressure", Unit.Hectopascal, 0.01, new(300, 1100)),
        ], []),
        new("sht3x", "Sensirion SHT30, SHT31, SHT35: temperature, humidity",
            BusKind.I2c, [0x44, 0x45], Milliseconds(50),
        [
            new("temperature", Unit.DegreeCelsius, 0.01, new(-40, 125)),
            new("humidity", Unit.Percent, 0.01, new(0, 100)),
        ], []),
        new("scd4x", "Sensirion SCD40, SCD41: carbon dioxide, temperature, humidity",
            BusKind.I2c, [0x62], Milliseconds(6000),
        [
            new("co2", Unit.PartsPerMillion, 1, new(0, 40000)),
            new("temperature", Unit.DegreeCelsius, 0.01, new(-10, 60)),
            new("humidity", Unit.Percent, 0.01, new(0, 100)),
        ], []),
        new("bh1750", "ROHM BH1750FVI: illuminance", BusKind.I2c, [0x23, 0x5c], Milliseconds(200),
        [
            new("illuminance", Unit.Lux, 0.1, new(0, 121557)),
        ], []),
        new("ads1115", "Texas Instruments ADS1115: four voltages",
            BusKind.I2c, [0x48, 0x49, 0x4a, 0x4b], Milliseconds(100),
        [
            new("voltage0", Unit.Volt, 0.001, new(-6.144, 6.144)),
            new("voltage1", Unit.Volt, 0.001, new(-6.144, 6.144)),
            new("voltage2", Unit.Volt, 0.001, new(-6.144, 6.144)),
            new("voltage3", Unit.Volt, 0.001, new(-6.144, 6.144)),
        ],
        [
            DriverOption.Word("gain", "2.048", ["6.144", "4.096", "2.048", "1.024", "0.512", "0.256"],
                "Full scale in volts; no input may exceed the supply voltage."),
        ]),
        new("ms5837", "TE MS5837-30BA: water level above the probe, water temperature",
            BusKind.I2c, [0x76], Milliseconds(50),
        [
            new("level", Unit.Millimetre, 1, new(-2000, 20000)),
            new("temperature", Unit.DegreeCelsius, 0.01, new(-20, 85)),
        ],
        [
            DriverOption.Number("reference-hpa", "1013.25", new(500, 1200),
                "Air pressure at the water surface in hPa, taken off the absolute pressure of the probe."),
            DriverOption.Number("density", "999.7", new(900, 1300),
                "Density of the water in kg/m3; 999.7 at 10 degrees."),
        ]),
    ];

    private static ImmutableArray<DriverDescription> OnAPin() =>
    [
        new("tipping-bucket", "Rain gauge with a tipping bucket and a reed contact",
            BusKind.Pin, [], Milliseconds(100),
        [
            new("rain", Unit.Millimetre, 0.01, new(0, 1e6)),
            new("tips", Unit.Count, 1, new(0, LargestCount)),
        ],
        [
            DriverOption.Number("millimetres-per-tip", "0.2", new(0.01, 10),
                "Rain that tips the bucket once, in mm."),
            DriverOption.Number("debounce-ms", "10", new(0, 1000),
                "A pulse that follows sooner than this is the same tip."),
        ]),
        new("digital-input", "A contact or level on one line", BusKind.Pin, [], Milliseconds(10),
        [
            new("state", Unit.Switch, 1, new(0, 1)),
        ],
        [
            DriverOption.Word("active-low", "false", ["true", "false"], "True where low level means on."),
        ]),
    ];

    private static ImmutableArray<DriverDescription> OnASerialLine() =>
    [
        new("a02yyuw", "DFRobot A02YYUW, ME007YS: distance to a surface by ultrasound",
            BusKind.Serial, [], Milliseconds(100),
        [
            new("distance", Unit.Millimetre, 1, new(30, 4500)),
        ], []),
    ];

    private static ImmutableArray<DriverDescription> OnTheHost() =>
    [
        new("host-cpu", "Processor of this machine", BusKind.Host, [], Milliseconds(100),
        [
            new("temperature", Unit.DegreeCelsius, 0.1, new(-40, 150)),
            new("load1", Unit.One, 0.01, new(0, 10000)),
            new("frequency", Unit.Hertz, 1e6, new(0, 1e11)),
        ], []),
        new("host-memory", "Memory of this machine", BusKind.Host, [], Milliseconds(100),
        [
            new("available", Unit.Byte, 4096, new(0, MostBytes)),
            new("used", Unit.Percent, 0.1, new(0, 100)),
        ], []),
        new("host-disk", "A file system of this machine and the device below it",
            BusKind.Host, [], Milliseconds(100),
        [
            new("free", Unit.Byte, 4096, new(0, MostBytes)),
            new("used", Unit.Percent, 0.1, new(0, 100)),
            new("written", Unit.Byte, 512, new(0, LargestCount)),
            new("wear", Unit.Percent, 1, new(0, 100)),
        ],
        [
            DriverOption.Text("path", "/", "A folder on the file system that is meant."),
            DriverOption.Text("device", "auto",
                "Name of the block device, such as mmcblk0; auto: the one below path."),
        ]),
        new("host-network", "Traffic of a network interface", BusKind.Host, [], Milliseconds(100),
        [
            new("received", Unit.BytePerSecond, 1, new(0, 1e12)),
            new("sent", Unit.BytePerSecond, 1, new(0, 1e12)),
        ],
        [
            DriverOption.Text("interface", "auto",
                "Name of the interface, such as eth0; auto: all but loopback together."),
        ]),
        new("host-uptime", "Time since this machine started", BusKind.Host, [], Milliseconds(100),
        [
            new("uptime", Unit.Second, 1, new(0, 1e10)),
        ], []),
        new("host-clock", "Synchronisation of this machine's clock", BusKind.Host, [], Milliseconds(100),
        [
            new("synchronised", Unit.Switch, 1, new(0, 1)),
            new("offset", Unit.Millisecond, 0.001, new(-1e9, 1e9)),
            new("error", Unit.Millisecond, 0.001, new(0, 1e9)),
        ], []),
    ];

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
