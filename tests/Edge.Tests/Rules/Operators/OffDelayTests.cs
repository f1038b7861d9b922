using CsCheck;
using Edge.Rules;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

/// <summary>Timing diagrams, one sign a second: input <c>1</c>, <c>0</c>, <c>?</c> unknown; verdict
/// <c>T</c>, <c>F</c>, <c>U</c>.</summary>
/// <remarks>Without unknowns they are those of IEC 61131-3, function block TOF: Q rises with IN, and falls
/// PT after it.</remarks>
public sealed class OffDelayTests
{
    private const long Second = 1_000;
    private const long MaxAge = 4 * Second;

    [Theory]
    [InlineData(3, "000", "FFF")]
    [InlineData(3, "01000000", "FTTTTFFF")]
    [InlineData(3, "0111000000", "FTTTTTTFFF")]
    // A new rise within the time begins it anew, at its next fall.
    [InlineData(3, "010010000", "FTTTTTTTF")]
    [InlineData(3, "0100010000", "FTTTTTTTTF")]
    [InlineData(1, "010101010", "FTTTTTTTT")]
    // Unknown is unknown, whatever is left of the time, which goes on.
    [InlineData(3, "1?1", "TUT")]
    [InlineData(3, "10?0000", "TTUTFFF")]
    [InlineData(3, "1000?00", "TTTTUFF")]
    [InlineData(3, "1?00000", "TUTTTFF")]
    [InlineData(3, "0?0", "FUF")]
    // For as long as inputs may be old nobody knows any more.
    [InlineData(9, "10????00", "TTUUUUFF")]
    [InlineData(9, "10???000", "TTUUUTTT")]
    public void Follows_TheTimingDiagram(int seconds, string input, string verdicts) =>
        Assert.Equal(verdicts, Play(new OffDelay(seconds * Second, MaxAge), input));

    [Fact]
    public void Is_OverToTheMillisecond()
    {
        var delay = new OffDelay(1_500, MaxAge);
        delay.Step(Verdict.True, 0, 0);
        Assert.Equal(long.MaxValue, delay.Deadline);
        Assert.Equal(Verdict.True, delay.Step(Verdict.False, 100, 100));
        Assert.Equal(1_600, delay.Deadline);
        Assert.Equal(Verdict.True, delay.Step(Verdict.False, 1_599, 1_599));
        Assert.Equal(Verdict.False, delay.Step(Verdict.False, 1_600, 1_600));
        Assert.Equal(long.MaxValue, delay.Deadline);
    }

    [Theory]
    [InlineData(0, "TF")]
    [InlineData(1_000, "FF")]
    public void Counts_TheTimeInWhichTheGatewayWasOff(long off, string verdicts)
    {
        var delay = new OffDelay(3 * Second, MaxAge);
        delay.Restore(isOn: true, age: 2 * Second, off, now: 50);
        Assert.Equal(verdicts, Letters.Of(delay.Step(Verdict.False, 50, 50), delay.Step(Verdict.False, 1_050, 1_050)));
    }

    [Theory]
    [InlineData(MaxAge, Verdict.True)]
    [InlineData(MaxAge + 1, Verdict.False)]
    public void Forgets_AnInputThatWasTrueTooLongAgo(long off, Verdict verdict)
    {
        var delay = new OffDelay(60 * Second, MaxAge);
        delay.Restore(isOn: true, age: -1, off, now: 50);
        Assert.Equal(verdict, delay.Step(Verdict.False, 60, 60));
    }

    [Fact]
    public void Holds_ExactlyWhileItsInputWasTrueLately() => Gen.Select(
        Gen.Int[1, 5], Gen.Char["001"].Array[0, 40].Select(signs => new string(signs))).Sample((seconds, input) =>
        {
            string played = Play(new OffDelay(seconds * Second, MaxAge), input);
            for (int at = 0; at < input.Length; at++)
            {
                int fall = input.LastIndexOf('1', at) + 1;
                bool isOn = input[at] == '1' || (fall > 0 && at - fall < seconds);
                Assert.Equal(isOn ? 'T' : 'F', played[at]);
            }
        });

    private static string Play(OffDelay delay, string input) => string.Concat(input.Select((sign, second) =>
        Letters.Of(delay.Step(Letters.Input(sign), second * Second, second * Second))));
}
