using Edge.Host;

namespace Edge.Tests.Host;

public sealed class JournalStreamTests
{
    [Theory]
    [InlineData("9:21345", "socket:[21345]", true)]
    [InlineData("9:21345", "socket:[21346]", false)]
    [InlineData("9:21345", "/var/log/edge.log", false)]
    [InlineData("9:21345", null, false)]
    [InlineData("21345", "socket:[21345]", false)]
    [InlineData(null, "socket:[21345]", false)]
    public void Is_TheStreamThatSystemdNamed(string? stream, string? target, bool isJournal) =>
        Assert.Equal(isJournal, JournalStream.Is(stream, target));
}
