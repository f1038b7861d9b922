namespace Edge.Tests;

public sealed class ResultTests
{
    private enum Reason { TooLong = 1 }

    [Fact]
    public void Value_OfARefusal_ThrowsAndNamesTheReason()
    {
        Result<int, Reason> result = Reason.TooLong;
        var thrown = Assert.Throws<InvalidOperationException>(() => result.Value);
        Assert.Contains("TooLong", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_IsNeitherValueNorReason()
    {
        Result<int, Reason> result = default;
        Assert.False(result.IsOk);
        Assert.Throws<InvalidOperationException>(() => result.Value);
        Assert.Throws<InvalidOperationException>(() => result.Reason);
    }
}
