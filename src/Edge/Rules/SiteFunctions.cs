using System.Collections.Immutable;
using Edge.Rules.Cel;
using Edge.Sensing;

namespace Edge.Rules;

/// <summary>What a condition may ask about a channel itself; none of it is unknown because the channel
/// is.</summary>
internal static class SiteFunctions
{
    private const long Second = 1000;

    private static readonly CelValue[] QualityNames =
    [
        CelValue.Of("bad"), CelValue.Of("good"), CelValue.Of("uncertain"), CelValue.Of("bad"), CelValue.Of("simulated"),
        CelValue.Of("substituted"),
    ];

    /// <summary>What <c>quality(x)</c> may be.</summary>
    public static ImmutableArray<string> Qualities { get; } = ["good", "uncertain", "bad", "simulated", "substituted"];

    public static IEnumerable<CelFunction> All()
    {
        yield return OfChannel("quality", CelType.String, QualityOf) with { MaxSize = CelSize.Text(11) };
        yield return OfChannel("age", CelType.Duration, AgeOf);
        yield return OfChannel("isGood", CelType.Bool, IsGood);
    }

    private delegate CelValue Body(in CelInput input, int channel);

    private static CelFunction OfChannel(string name, CelType result, Body body) =>
        new(name, [CelParameter.Channel], result, site =>
        {
            int channel = site.Channels[0];
            CelBody bound = (in input, _) => body(input, channel);
            return bound;
        });

    /// <summary>The quality of the latest reading, as it is written in recordings; <c>bad</c> before the
    /// first.</summary>
    private static CelValue QualityOf(in CelInput input, int channel)
    {
        int quality = (int)input.Scan.Snapshot[channel].Quality;
        return quality < QualityNames.Length ? QualityNames[quality] : QualityNames[0];
    }

    /// <summary>Time since the latest usable reading; since the start where there was none. In whole seconds,
    /// so that it changes once a second.</summary>
    private static CelValue AgeOf(in CelInput input, int channel)
    {
        long usable = input.Scan.Snapshot.LastUsable(channel);
        long seconds = Math.Max(0, input.Scan.Now.MonotonicMilliseconds - usable) / Second;
        input.ChangesAt(usable + ((seconds + 1) * Second));
        return CelValue.DurationOfMilliseconds(seconds * Second);
    }

    /// <summary>True when the latest reading is good, or simulated by a simulated board, and not too old for
    /// the actuator.</summary>
    private static CelValue IsGood(in CelInput input, int channel)
    {
        ref readonly Reading reading = ref input.Scan.Snapshot[channel];
        bool isGood = reading.Quality is Quality.Good or Quality.Simulated;
        return CelValue.Of(isGood && input.IsFresh(channel));
    }
}
