using CsCheck;
using Edge.Rules;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

/// <summary>Timing diagrams, one sign a second: input <c>1</c>, <c>0</c>, <c>?</c> unknown; verdict
/// <c>T</c>, <c>F</c>, <c>U</c>.</summary>
/// <remarks>Without unknowns they are those of IEC 61131-3, function block TP: a rising edge gives one
/// pulse of PT.</remarks>
public sealed class PulseTests
{
    private const long Second = 1_000;

    [Theory]
    [InlineData(3, "000", "FFF")]
    // The pulse is as long when the input falls early, late, or comes again meanwhile.
    [InlineData(3, "010000", "FTTTFF")]
    [InlineData(3, "01111110", "FTTTFFFF")]
    [InlineData(3, "0101010000", "FTTTFTTTFF")]
    [InlineData(3, "010100000", "FTTTFFFFF")]
    // An input that is true at the end must fall before the next.
    [InlineData(2, "0110111011", "FTTFTTFFTT")]
    [InlineData(2, "1111", "TTFF")]
    // An unknown changes nothing of a pulse, and is no edge.
    [InlineData(3, "01????", "FTTTFF")]
    [InlineData(2, "011?1?0?1", "FTTFFFFUT")]
    [InlineData(2, "0??1", "FUUT")]
    [InlineData(2, "???", "UUU")]
    public void Follows_TheTimingDiagram(int seconds, string input, string verdicts) =>
        Assert.Equal(verdicts, Play(new Pulse(seconds * Second), input));

    [Fact]
    public void Is_OverToTheMillisecond()
    {
        var pulse = new Pulse(1_500);
        Assert.Equal(long.MaxValue, pulse.Deadline);
        Assert.Equal(Verdict.True, pulse.Step(Verdict.True, 100));
        Assert.Equal(1_600, pulse.Deadline);
        Assert.Equal(Verdict.True, pulse.Step(Verdict.False, 1_599));
        Assert.Equal(Verdict.False, pulse.Step(Verdict.False, 1_600));
        Assert.Equal(long.MaxValue, pulse.Deadline);
    }

    [Theory]
    [InlineData(0, "TF")]
    [InlineData(1_000, "FF")]
    public void Counts_TheTimeInWhichTheGatewayWasOff(long off, string verdicts)
    {
        var pulse = new Pulse(3 * Second);
        pulse.Restore(isSpent: false, age: 2 * Second, off, now: 50);
        Assert.Equal(verdicts, Letters.Of(pulse.Step(Verdict.True, 50), pulse.Step(Verdict.True, 1_050)));
    }

    [Fact]
    public void Gives_NoSecondPulseOfOneEdge_AfterARestart()
    {
        var pulse = new Pulse(3 * Second);
        pulse.Restore(isSpent: true, age: -1, off: 0, now: 50);
        Assert.Equal("FFT", Letters.Of(pulse.Step(Verdict.True, 50), pulse.Step(Verdict.False, 60), pulse.Step(Verdict.True, 70)));
    }

    [Fact]
    public void Gives_PulsesOfOneLengthOnly() => Gen.Select(
        Gen.Int[1, 5], Gen.Char["01?"].Array[0, 60].Select(signs => new string(signs))).Sample((seconds, input) =>
        {
            string played = Play(new Pulse(seconds * Second), input + new string('0', seconds));
            string[] pulses = [.. played.Split('F', 'U').Where(run => run.Length > 0)];
            Assert.All(pulses, pulse => Assert.Equal(0, pulse.Length % seconds));
        });

    private static string Play(Pulse pulse, string input) => string.Concat(input.Select((sign, second) =>
        Letters.Of(pulse.Step(Letters.Input(sign), second * Second))));
}
