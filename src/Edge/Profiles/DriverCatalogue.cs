using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>A quantity that a driver measures.</summary>
/// <param name="Range">What the data sheet allows, in <paramref name="Unit"/>.</param>
public sealed record QuantityDescription(string Name, Unit Unit, double Resolution, Interval Range);

/// <summary>A setting of a driver in the site file.</summary>
/// <param name="Allowed">The words it may be, or empty where it is a number within <paramref name="Range"/>.</param>
public sealed record DriverOption(string Name, string Default, Interval? Range, ImmutableArray<string> Allowed, string Meaning);

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
    public static ImmutableArray<DriverDescription> All { get; } =
    [
        new("bme280", "Bosch BME280: temperature, humidity, pressure", BusKind.I2c, [0x76, 0x77], TimeSpan.FromMilliseconds(20),
        [
            new("temperature", Unit.DegreeCelsius, 0.01, new(-40, 85)),
            new("humidity", Unit.Percent, 0.01, new(0, 100)),
            new("pressure", Unit.Hectopascal, 0.01, new(300, 1100)),
        ], []),
    ];

    public static DriverDescription? Find(string name) => All.FirstOrDefault(driver => driver.Name == name);
}
