using Edge.Rules.Cel;
using Edge.Sensing;
using Edge.Tests.Rules.Cel;

namespace Edge.Tests.Rules;

/// <summary>In the world of <see cref="CelWorld"/> <c>t</c> is good, <c>gone</c> is bad, <c>old</c> is too old.</summary>
public sealed class SiteFunctionsTests
{
    [Theory]
    [InlineData("quality(t) == 'good' && quality(gone) == 'bad' && quality(old) == 'good'")]
    [InlineData("quality(air.temperature).startsWith('g')")]
    [InlineData("isGood(t) && !isGood(gone) && !isGood(old)")]
    [InlineData("age(t) == duration('10s') && age(old) == duration('10s')")]
    [InlineData("isGood(gone) ? gone > 1.0 : true")]
    [InlineData("!isGood(gone) || gone > 1.0")]
    public void IsKnown_WhateverTheChannelIsWorth(string condition) => Assert.Equal(CelValue.True, CelWorld.Run(condition));

    [Fact]
    public void Lists_TheChannelsThatAreOnlyAskedAbout() => Assert.Equal(
        [0, 3], CelProgram.Compile("isGood(t) && quality(gone) == 'bad'", CelWorld.Environment).Program!.Channels.ToArray());

    [Theory]
    [InlineData("quality('t') == 'good'", 8, "not a channel but a value")]
    [InlineData("quality(t + 1.0) == 'good'", 8, "not a channel but a value")]
    [InlineData("age(tt) > duration('1s')", 4, "no such channel")]
    [InlineData("age(t, u) > duration('1s')", 0, "2 arguments")]
    [InlineData("t.quality() == 'good'", 2, "no such function")]
    public void Refuses_WhatIsNoChannel(string condition, int offset, string problem)
    {
        CelError error = CelWorld.Mistake(condition);
        Assert.Equal((offset, problem), (error.Offset, error.Problem));
    }

    [Fact]
    public void Tells_WhenTheAgeChangesNext()
    {
        CelProgram program = CelProgram.Compile("age(t) > duration('5s')", CelWorld.Environment).Program!;
        CelScan scan = CelWorld.Scan();
        scan.Now = new ReadingTime(4_500, 0, TimeQuality.FreeRunning);
        Assert.Equal(CelValue.False, program.Run(scan, CelWorld.MaxAge));
        Assert.Equal(5_001, scan.NextChange);
        CelProgram still = CelProgram.Compile("t > 5.0", CelWorld.Environment).Program!;
        still.Run(scan, CelWorld.MaxAge);
        Assert.Equal(long.MaxValue, scan.NextChange);
    }
}
