using CsCheck;
using Edge.Device.Simulation;
using Edge.Profiles;

namespace Edge.Tests.Device.Simulation;

public class CurvesTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Noon = TimeSpan.FromHours(12);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly Gen<TimeSpan> Time = Gen.Double[0, 10].Select(days => days * Day);

    public static TheoryData<TermShape> Shapes => [.. Enum.GetValues<TermShape>()];

    [Theory, MemberData(nameof(Shapes))]
    public void Stays_WithinItsAmplitude(TermShape shape) => Time.Sample(at =>
        Assert.InRange(Curves.At(Curve(shape), seed: 3, at), 10 - 5, 10 + 5));

    [Theory, MemberData(nameof(Shapes))]
    public void Follows_FromSeedAndTimeAlone(TermShape shape) => Gen.Select(Gen.Int[0, 9999], Time).Sample((seed, at) =>
        Curves.At(Curve(shape), seed, at) == Curves.At(Curve(shape), seed, at));

    // Nothing a real sensor measures jumps: within a second it moves by less than a hundredth of its amplitude.
    [Theory, MemberData(nameof(Shapes))]
    public void Moves_Smoothly(TermShape shape) => Time.Sample(at =>
        Assert.InRange(Curves.At(Curve(shape), 3, at + TimeSpan.FromSeconds(1)) - Curves.At(Curve(shape), 3, at), -0.05, 0.05));

    [Theory]
    [InlineData(TermShape.Noise)]
    [InlineData(TermShape.Showers)]
    public void Differs_BetweenSeeds(TermShape shape)
    {
        static double[] Values(TermShape shape, int seed) =>
            [.. Enumerable.Range(0, 500).Select(i => Curves.At(Curve(shape), seed, i * Hour / 3))];
        Assert.NotEqual(Values(shape, 1), Values(shape, 2));
    }

    [Theory]
    [InlineData(TermShape.Cosine)]
    [InlineData(TermShape.Wave)]
    [InlineData(TermShape.Sun)]
    public void Has_ItsTopWhereItIsDeclared(TermShape shape)
    {
        Assert.Equal(15, Curves.At(Curve(shape), 3, Noon), 9);
        Assert.Equal(15, Curves.At(Curve(shape), 3, Noon + (3 * Day)), 9);
        Assert.True(Curves.At(Curve(shape), 3, TimeSpan.Zero) <= 10);
    }

    [Fact]
    public void Limits_TheSum() =>
        Assert.Equal(12, Curves.At(Curve(TermShape.Wave) with { Maximum = 12 }, 3, Noon));

    private static CurveDeclaration Curve(TermShape shape) => new("it", 10,
        [new(shape, 5, Noon, TimeSpan.FromHours(1), shape is TermShape.Noise or TermShape.Showers ? 2 * Hour : Day, 0.5)],
        double.MinValue, double.MaxValue);
}
