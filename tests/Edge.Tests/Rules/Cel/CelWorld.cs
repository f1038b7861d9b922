using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Tests.Rules.Cel;

/// <summary>A few channels to write conditions on.</summary>
internal static class CelWorld
{
    /// <summary>Milliseconds that a reading may be old.</summary>
    public const long MaxAge = 10_000;

    /// <summary><c>t</c> is 20, <c>u</c> is 1, <c>air.temperature</c> is 28.5, <c>gone</c> is bad, <c>old</c>
    /// is too old.</summary>
    public static Dictionary<string, int> Channels { get; } = new(StringComparer.Ordinal)
    {
        ["t"] = 0, ["u"] = 1, ["air.temperature"] = 2, ["gone"] = 3, ["old"] = 4, ["air.temperature_max"] = 5,
    };

    public static CelEnvironment Environment { get; } = CelEnvironment.Standard
        .With(Channels.Select(channel => CelVariable.Channel(channel.Key, channel.Value, Unit.One)))
        .With(Edge.Rules.SiteFunctions.All());

    private static readonly Snapshot Readings = Read([20, 1, 28.5, double.NaN, 7, 30]);

    public static CelNode Parse(string text)
    {
        Result<CelNode, CelError> result = CelParser.Parse(text);
        Assert.True(result.IsOk, $"{text}: {(result.IsOk ? "" : result.Reason)}");
        return result.Value;
    }

    public static CelError Refuse(string text)
    {
        Result<CelNode, CelError> result = CelParser.Parse(text);
        Assert.False(result.IsOk, text);
        return result.Reason;
    }

    /// <summary>The only mistake of an expression, whoever finds it.</summary>
    public static CelError Mistake(string text) => Assert.Single(Mistakes(text));

    public static CelError[] Mistakes(string text) => [.. CelProgram.Compile(text, Environment).Errors];

    public static CelValue Run(string text)
    {
        (CelProgram? program, var errors) = CelProgram.Compile(text, Environment);
        Assert.Empty(errors);
        return program!.Run(Scan(), MaxAge);
    }

    public static CelScan Scan() =>
        new(Readings) { Now = new ReadingTime(MaxAge + 1, 0, TimeQuality.FreeRunning) };

    private static Snapshot Read(double[] values)
    {
        var snapshot = new Snapshot(values.Length, 0);
        for (int channel = 0; channel < values.Length; channel++)
        {
            long at = channel == Channels["old"] ? 0 : 1;
            var time = new ReadingTime(at, at, TimeQuality.Synchronised);
            snapshot.Set(double.IsNaN(values[channel])
                ? Reading.Bad(channel, QualityReason.NoAnswer, time)
                : new Reading(channel, values[channel], Quality.Good, QualityReason.None, time));
        }

        return snapshot;
    }
}
