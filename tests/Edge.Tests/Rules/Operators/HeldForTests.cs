using CsCheck;
using Edge.Rules;
using Edge.Rules.Operators;

namespace Edge.Tests.Rules.Operators;

/// <summary>Timing diagrams, one sign a second: input <c>1</c>, <c>0</c>, <c>?</c> unknown; verdict
/// <c>T</c>, <c>F</c>, <c>U</c>.</summary>
/// <remarks>Without unknowns they are those of IEC 61131-3, function block TON: Q follows IN after PT, and
/// falls with it.</remarks>
public sealed class HeldForTests
{
    private const long Second = 1_000;
    private const long MaxAge = 4 * Second;

    [Theory]
    [InlineData(0, "0110", "FTTF")]
    [InlineData(0, "1?1", "TUT")]
    [InlineData(3, "01111111", "FFFFTTTT")]
    [InlineData(3, "01110111", "FFFFFFFF")]
    [InlineData(3, "011110111100", "FFFFTFFFFTFF")]
    [InlineData(3, "010101010101", "FFFFFFFFFFFF")]
    [InlineData(3, "1111000011110", "FFFTFFFFFFFTF")]
    // Unknown stops a time that still runs, wherever it stands,
    [InlineData(3, "11?11111", "FFUFTTTT")]
    [InlineData(3, "1?1?1?1?", "FUFUFUTU")]
    [InlineData(3, "111?1111", "FFFUTTTT")]
    [InlineData(3, "11???1111", "FFUUUFTTT")]
    [InlineData(3, "11????1111", "FFUUUUFFFT")]
    [InlineData(3, "11?01111", "FFUFFFFT")]
    // keeps one that is over, both for less than the maximum age of inputs,
    [InlineData(3, "1111?11", "FFFTUTT")]
    [InlineData(3, "1111???1", "FFFTUUUT")]
    [InlineData(3, "1111????1111", "FFFTUUUUFFFT")]
    [InlineData(3, "1111??1??1??1", "FFFTUUTUUTUUT")]
    // and never keeps what was false.
    [InlineData(3, "1111?0?1111", "FFFTUFUFFFT")]
    [InlineData(3, "????", "UUUU")]
    public void Follows_TheTimingDiagram(int seconds, string input, string verdicts)
    {
        var heldFor = new HeldFor(seconds * Second, MaxAge);
        string found = string.Concat(input.Select((sign, second) => Letter(Step(heldFor, sign, second * Second))));
        Assert.Equal(verdicts, found);
    }

    [Fact]
    public void Is_OverToTheMillisecond()
    {
        var heldFor = new HeldFor(1_500, MaxAge);
        Assert.Equal(Verdict.False, heldFor.Known(true, 100));
        Assert.Equal(1_600, heldFor.Deadline);
        Assert.Equal(Verdict.False, heldFor.Known(true, 1_599));
        Assert.Equal(Verdict.True, heldFor.Known(true, 1_600));
        Assert.Equal(long.MaxValue, heldFor.Deadline);
    }

    [Fact]
    public void Forgets_ItsDeadlineWithItsInput()
    {
        var heldFor = new HeldFor(1_500, MaxAge);
        heldFor.Known(true, 0);
        heldFor.Known(false, 1);
        Assert.Equal(long.MaxValue, heldFor.Deadline);
        heldFor.Known(true, 2);
        heldFor.Unknown(3, 3);
        Assert.Equal(long.MaxValue, heldFor.Deadline);
    }

    [Fact]
    public void Bears_AnUnknownFromWhenTheInputWasLastUsable()
    {
        foreach ((long back, Verdict verdict) in new[] { (MaxAge + 9, Verdict.True), (MaxAge + 10, Verdict.False) })
        {
            var heldFor = new HeldFor(20, MaxAge);
            heldFor.Known(true, 0);
            heldFor.Known(true, 20);
            heldFor.Unknown(usableAt: 10, now: 30);
            heldFor.Unknown(usableAt: 30, now: 40);
            Assert.Equal(verdict, heldFor.Known(true, back));
        }
    }

    [Fact]
    public void Holds_OnlyAfterAllOfItsTimeWasKnownToBeTrue() => Gen.Select(
        Gen.Int[0, 5], Gen.Char["00111111???"].Array[0, 40].Select(signs => new string(signs))).Sample((seconds, input) =>
        {
            var heldFor = new HeldFor(seconds * Second, MaxAge);
            int known = 0;
            for (int second = 0; second < input.Length; second++)
            {
                if (Step(heldFor, input[second], second * Second) == Verdict.True) { Assert.InRange(known, seconds, input.Length); }
                known = input[second] switch { '0' => 0, '1' => known + 1, _ => known };
            }
        });

    private static Verdict Step(HeldFor heldFor, char sign, long now) =>
        sign == '?' ? heldFor.Unknown(now, now) : heldFor.Known(sign == '1', now);

    private static char Letter(Verdict verdict) => verdict switch { Verdict.True => 'T', Verdict.False => 'F', _ => 'U' };
}
