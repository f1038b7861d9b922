using Edge.Profiles;
using static Edge.Tests.Rules.RuleWorld;

namespace Edge.Tests.Rules;

/// <summary>A latch, one column a second: set <c>c0</c>, reset <c>c1</c>; <c>?</c> a lost reading.</summary>
/// <remarks>Without unknowns: IEC 61131-3, function blocks RS (reset dominant) and SR (set
/// dominant).</remarks>
public sealed class LatchTests
{
    [Theory]
    [InlineData(false, "0100000", "0000110", "FTTTFFF")]
    [InlineData(true, "0100000", "0000110", "FTTTFFF")]
    // Both at once.
    [InlineData(false, "0110", "0010", "FTFF")]
    [InlineData(true, "0110", "0010", "FTTT")]
    [InlineData(false, "1100", "1100", "FFFF")]
    [InlineData(true, "1100", "1100", "TTTT")]
    // What an unknown leaves open is unknown; what it cannot change is not.
    [InlineData(false, "0?0", "000", "FUF")]
    [InlineData(false, "1??", "000", "TTT")]
    [InlineData(false, "1??", "011", "TFF")]
    [InlineData(false, "100", "0?0", "TUT")]
    [InlineData(false, "011", "?00", "FTT")]
    [InlineData(false, "011", "??0", "FUT")]
    [InlineData(true, "011", "??0", "FTT")]
    [InlineData(true, "1??", "011", "TUU")]
    // A reset that nobody saw did not happen.
    [InlineData(false, "1000", "0??0", "TUUT")]
    public void Follows_TheDiagram(bool setDominates, string set, string reset, string verdicts)
    {
        RuleWorld world = new([Actuator()], [Latched(setDominates)]);
        world.Start();
        string found = string.Concat(set.Zip(reset).Select((signs, second) =>
        {
            world.At(second + 1, Value(signs.First), Value(signs.Second));
            return world.Engine.VerdictOf(0).ToString()[0];
        }));
        Assert.Equal(verdicts, found);
    }

    [Fact]
    public void Survives_ARestart()
    {
        RuleWorld world = new([Actuator()], [Latched(false)]);
        Assert.True(world.Start().At(1, 1, 0));
        Assert.True(world.At(2, 0, 0));
        RuleWorld next = world.Restarted();
        Assert.False(next.Engine.IsOn(0));
        Assert.True(next.At(3, 0, 0));
        Assert.False(next.At(4, 0, 1));
        Assert.False(next.Restarted().At(5, 0, 0));
    }

    private static double Value(char sign) => sign switch { '1' => 1, '0' => 0, _ => double.NaN };

    private static RuleDeclaration Latched(bool setDominates) => Rule(null) with
    {
        Latch = new LatchDeclaration("c0 > 0.0", default, "c1 > 0.0", default, setDominates, default),
    };
}
