using Edge.Device.Control;

namespace Edge.Tests.Device.Control;

public sealed class StatusTextTests
{
    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(999, "999ms")]
    [InlineData(1_000, "1s")]
    [InlineData(119_999, "119s")]
    [InlineData(120_000, "2m")]
    [InlineData(7_200_000, "2h")]
    [InlineData(172_800_000, "2d")]
    public void Span_IsTheLargestUnitThatStillTells(long milliseconds, string text) =>
        Assert.Equal(text, StatusText.Span(milliseconds));

    [Theory]
    [InlineData(999, "999ms")]
    [InlineData(11_980, "12s")]
    [InlineData(119_600, "2m")]
    [InlineData(299_900, "5m")]
    [InlineData(269_000, "4m")]
    [InlineData(7_199_000, "2h")]
    [InlineData(172_799_000, "2d")]
    [InlineData(216_000_000, "3d")]
    public void Left_IsTheNearest(long milliseconds, string text) => Assert.Equal(text, StatusText.Left(milliseconds));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(67_108_864, "64 MiB")]
    public void Bytes_AreInBinaryUnits(long bytes, string text) => Assert.Equal(text, StatusText.Bytes(bytes));

    [Fact]
    public void Render_SaysWhyAChannelIsBadAndWhatACutCosts()
    {
        string text = StatusText.Render(Reports.WithABadChannel, colour: false);
        Assert.Contains("bad (no answer)", text, StringComparison.Ordinal);
        Assert.Contains("last 5s", text, StringComparison.Ordinal);
        Assert.Contains("not enforced", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ShowsAsManyDecimalsAsTheResolution() =>
        Assert.Contains("1,234.50", StatusText.Render(Reports.WithABadChannel, colour: false), StringComparison.Ordinal);
}
