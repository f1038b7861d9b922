using Edge.Host.SelfTest;

namespace Edge.Tests.Host;

public sealed class SunArithmeticTests
{
    [Fact]
    public void Knows_ItsOwnFingerprint() => Assert.Null(SunArithmetic.Check());
}
