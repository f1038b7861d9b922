using Edge.Device.Hardening;

namespace Edge.Tests.Device.Hardening;

public sealed class ToolTests
{
    // A hung nft or umount must not take drift and technician with it. Each of them would run for ten
    // minutes.
    [Theory]
    [InlineData("sleep 600")]
    [InlineData("exec 1>&- 2>&-; sleep 600")]
    [InlineData("sleep 600 & sleep 600")]
    public void Kills_WhatDoesNotEnd(string script)
    {
        var trouble = Assert.Throws<IOException>(() => Tool.Run("sh", ["-c", script], patience: TimeSpan.FromMilliseconds(200)));
        Assert.Contains("did not end after 0.2 s", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hands_OverInput_AndWhatWasSaid()
    {
        string long1 = new('x', 300_000);
        (int code, string text, string error) = Tool.Run("sh", ["-c", "cat; echo why >&2; exit 3"], long1);
        Assert.Equal((3, long1, "why"), (code, text, error));
        Assert.Equal(0, Tool.Run("true", [], long1).ExitCode);
    }
}
