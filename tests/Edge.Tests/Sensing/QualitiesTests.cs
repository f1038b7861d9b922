using Edge.Sensing;

namespace Edge.Tests.Sensing;

public sealed class QualitiesTests
{
    private static readonly Quality[] FromBestToWorst =
        [Quality.Good, Quality.Uncertain, Quality.Substituted, Quality.Simulated, Quality.Bad];

    [Fact]
    public void Worst_FollowsTheOneOrder_InEitherDirection()
    {
        for (int better = 0; better < FromBestToWorst.Length; better++)
        {
            for (int worse = better; worse < FromBestToWorst.Length; worse++)
            {
                Assert.Equal(FromBestToWorst[worse], Qualities.Worst(FromBestToWorst[better], FromBestToWorst[worse]));
                Assert.Equal(FromBestToWorst[worse], Qualities.Worst(FromBestToWorst[worse], FromBestToWorst[better]));
            }
        }
    }

    [Theory]
    [InlineData(Quality.Good, true)]
    [InlineData(Quality.Uncertain, true)]
    [InlineData(Quality.Simulated, true)]
    [InlineData(Quality.Substituted, true)]
    [InlineData(Quality.Bad, false)]
    [InlineData((Quality)0, false)]
    [InlineData((Quality)6, false)]
    public void IsUsable_IsTrueForWhatARuleMayDecideOn(Quality quality, bool isUsable) =>
        Assert.Equal(isUsable, quality.IsUsable());
}
