using Edge.Rules;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

/// <summary>Timing diagrams as for the other timers: no second time before the rest after the first is
/// over.</summary>
public sealed class CooldownTests
{
    private const long Second = 1_000;

    [Theory]
    [InlineData(3, "0110000", "FTTFFFF")]
    [InlineData(3, "0101010101", "FTFFFTFFFT")]
    [InlineData(3, "0111111", "FTTTTTT")]
    [InlineData(3, "0101111", "FTFFFTT")]
    [InlineData(3, "01?1", "FTUT")]
    [InlineData(3, "01?0111", "FTUFFFT")]
    [InlineData(3, "010??1", "FTFFFT")]
    public void Follows_TheTimingDiagram(int seconds, string input, string verdicts)
    {
        var cooldown = new Cooldown(seconds * Second);
        Assert.Equal(verdicts, string.Concat(input.Select((sign, second) =>
            Letters.Of(cooldown.Step(Letters.Input(sign), second * Second)))));
    }

    [Fact]
    public void Is_OverToTheMillisecond()
    {
        var cooldown = new Cooldown(1_500);
        cooldown.Step(Verdict.True, 0);
        cooldown.Step(Verdict.False, 100);
        Assert.Equal(1_600, cooldown.Deadline);
        Assert.Equal(Verdict.False, cooldown.Step(Verdict.True, 1_599));
        Assert.Equal(Verdict.True, cooldown.Step(Verdict.True, 1_600));
        Assert.Equal(long.MaxValue, cooldown.Deadline);
    }

    [Fact]
    public void Goes_OnWhileTheGatewayIsOff()
    {
        var cooldown = new Cooldown(3 * Second);
        cooldown.Restore(isOwed: false, age: Second, off: Second, now: 50);
        Assert.Equal("FT", Letters.Of(cooldown.Step(Verdict.True, 1_049), cooldown.Step(Verdict.True, 1_050)));
    }

    [Fact]
    public void Rests_AfterAConditionThatWasTrueWhenTheGatewayWentOff()
    {
        var cooldown = new Cooldown(3 * Second);
        cooldown.Restore(isOwed: true, age: -1, off: 0, now: 50);
        Assert.Equal("FF", Letters.Of(cooldown.Step(Verdict.False, 60), cooldown.Step(Verdict.True, 70)));
    }
}
