using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

public sealed class HysteresisTests
{
    [Theory]
    [InlineData(1500, 1200, "0 1199 1499.99 1500 1501 1200.01 1200 1499 1500", "FFFTTTFFT")]
    [InlineData(50, 80, "100 80 50.01 50 0 79.99 80 51 50", "FFFTTTFFT")]
    [InlineData(-1, -5, "-6 -5 -2 -1 0 -4.9 -5", "FFFTTTF")]
    public void Holds_FromOnToOff(double on, double off, string values, string verdicts)
    {
        RuleWorld world = new([Actuator()], [Rule(null, hysteresis: Hysteresis("c0", on, off))]);
        Assert.Equal(verdicts, Verdicts(world, values));
    }

    [Fact]
    public void Keeps_ItsSideWhileTheInputIsUnknown_AndSaysUnknown()
    {
        RuleWorld above = new([Actuator()], [Rule(null, hysteresis: Hysteresis("c0", 10, 5))]);
        Assert.Equal("FUFTUTFUF", Verdicts(above, "7 NaN 7 10 NaN 7 5 NaN 7"));
    }

    [Theory]
    [InlineData("7 10 7 7 5 7", "0 0 0 1 1 1", "FFFTFF")]
    [InlineData("10 10 10", "1 0 1", "TFT")]
    [InlineData("10 10 NaN NaN", "NaN 0 0 1", "UFFU")]
    [InlineData("7 7", "NaN 1", "FF")]
    public void Holds_TogetherWithTheCondition_AndFollowsItsChannelMeanwhile(string hysteresis, string condition, string verdicts)
    {
        RuleWorld world = new([Actuator()], [Rule("c1 > 0.0", hysteresis: Hysteresis("c0", 10, 5))]);
        Assert.Equal(verdicts, Verdicts(world, hysteresis, condition));
    }

    [Fact]
    public void Holds_ForAsLongAsItMust()
    {
        RuleWorld world = new([Actuator()], [Rule(null, heldFor: 2, hysteresis: Hysteresis("c0", 10, 5))]);
        Assert.Equal("FFTTF", Verdicts(world, "10 7 6 7 5"));
    }

    /// <summary>The verdicts of one scan a second.</summary>
    private static string Verdicts(RuleWorld world, params string[] channels)
    {
        double[][] values = [.. channels.Select(each => each.Split(' ').Select(value => double.Parse(value, null)).ToArray())];
        world.Start();
        return string.Concat(Enumerable.Range(0, values[0].Length).Select(second =>
        {
            world.At(second, [.. values.Select(each => each[second])]);
            return world.Engine.VerdictOf(0).ToString()[0];
        }));
    }
}
