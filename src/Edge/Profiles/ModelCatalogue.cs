using System.Collections.Immutable;

namespace Edge.Profiles;

/// <param name="Meaning">What it is, with its unit.</param>
public sealed record ModelInputDescription(string Name, double Default, string Meaning);

/// <summary>A device that a simulated board can have, under the name of the driver that reads it where one
/// does.</summary>
/// <param name="HasChecksum">True where its answers carry one, so that a flipped bit is seen.</param>
public sealed record ModelDescription(
    string Name, BusKind Bus, bool HasChecksum, ImmutableArray<ModelInputDescription> Inputs)
{
    /// <summary>The addresses of the device; empty where it is not on a bus.</summary>
    public ImmutableArray<int> Addresses => DriverCatalogue.Find(Name)?.Addresses ?? [];
}

/// <summary>Every device this build can simulate. A board without a scenario has none of them.</summary>
public static class ModelCatalogue
{
    public static ImmutableArray<ModelDescription> All { get; } =
    [
        new("bme280", BusKind.I2c, false,
        [
            new("temperature", 20, "Air temperature in degrees Celsius."),
            new("humidity", 50, "Relative humidity in percent."),
            new("pressure", 1013.25, "Air pressure in hPa."),
        ]),
        new("sht3x", BusKind.I2c, true,
        [
            new("temperature", 20, "Air temperature in degrees Celsius."),
            new("humidity", 50, "Relative humidity in percent."),
        ]),
        new("scd4x", BusKind.I2c, true,
        [
            new("co2", 420, "Carbon dioxide in ppm."),
            new("temperature", 20, "Air temperature in degrees Celsius."),
            new("humidity", 50, "Relative humidity in percent."),
        ]),
        new("bh1750", BusKind.I2c, false, [new("illuminance", 500, "Illuminance in lx.")]),
        new("ads1115", BusKind.I2c, false,
        [
            new("voltage0", 0, "Input 0 in V."), new("voltage1", 0, "Input 1 in V."),
            new("voltage2", 0, "Input 2 in V."), new("voltage3", 0, "Input 3 in V."),
        ]),
        new("ms5837", BusKind.I2c, false,
        [
            new("level", 500, "Height of the water above the probe in mm."),
            new("temperature", 10, "Water temperature in degrees Celsius."),
            new("air-pressure", 1013.25, "Air pressure on the water in hPa."),
            new("density", 999.7, "Density of the water in kg/m3."),
        ]),
        new("tipping-bucket", BusKind.Pin, false,
        [
            new("rain", 0, "Rain in mm/h."),
            new("millimetres-per-tip", 0.2, "Rain that tips the bucket once, in mm."),
        ]),
        new("digital-input", BusKind.Pin, false, [new("level", 1, "Level of the line: high from 0.5 up.")]),
        new("a02yyuw", BusKind.Serial, true, [new("distance", 1500, "Distance to the surface in mm.")]),
        new("relay", BusKind.Pin, false, [new("closes-at", 1, "Level at which it closes: high from 0.5 up.")]),
    ];
}
