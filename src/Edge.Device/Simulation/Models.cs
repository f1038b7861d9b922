namespace Edge.Device.Simulation;

/// <summary>Makes the device that the catalogue names.</summary>
internal static class Models
{
    /// <param name="input">What there is to measure, by the input's name.</param>
    public static II2cModel Create(string model, Func<string, double> input) => model switch
    {
        "bme280" => new Bme280Model(input),
        "sht3x" => new Sht3xModel(input),
        "scd4x" => new Scd4xModel(input),
        "bh1750" => new Bh1750Model(input),
        "ads1115" => new Ads1115Model(input),
        "ms5837" => new Ms5837Model(input),
        _ => throw Unknown(model),
    };

    /// <summary>The same for a device on a serial line.</summary>
    public static ISerialModel OnALine(string model, Func<string, double> input) => model switch
    {
        "a02yyuw" => new A02yyuwModel(input),
        _ => throw Unknown(model),
    };

    private static InvalidOperationException Unknown(string model) =>
        new($"The catalogue has a model {model}, the board has none.");
}
