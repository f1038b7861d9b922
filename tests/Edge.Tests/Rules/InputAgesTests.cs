using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Rules;
using Edge.Tests.Profiles;

namespace Edge.Tests.Rules;

public sealed class InputAgesTests
{
    [Theory]
    [InlineData("10s", "10s")]
    [InlineData("1m", "59s")]
    public void Refuses_AnAgeThatNoReadingOfASlowInputKeeps(string every, string age)
    {
        SiteError error = Assert.Single(Errors(every, $", max-input-age: {age}"));
        Assert.Equal(
            $"site.yaml:19:55: actuator fan: max-input-age not longer than the interval of an input: '{age}'; "
            + $"expected more than {every}, as rule cool needs air.temperature",
            error.ToString());
    }

    [Fact]
    public void Refuses_AnAgeThatIsLeftToTheDefault_AtTheActuator()
    {
        SiteError error = Assert.Single(Errors("30s", ""));
        Assert.Equal((new SourcePosition(19, 5), "30s"), (error.At, error.Text));
    }

    [Theory]
    [InlineData("hysteresis: {channel: air.humidity, on: 2, off: 1}")]
    [InlineData("when: \"true || air.humidity > 1.0\"")]
    public void Counts_EveryChannelThatARuleNames(string condition) =>
        Assert.Single(Errors("30s", "", condition));

    [Theory]
    [InlineData("9999ms", ", max-input-age: 10s", "when: \"air.temperature > 1.0\"")]
    [InlineData("29999ms", "", "when: \"air.temperature > 1.0\"")]
    [InlineData("1h", "", "when: true")]
    public void Takes_AnAgeThatOutlastsEveryInput(string every, string age, string condition) =>
        Assert.Empty(Errors(every, age, condition));

    private static ImmutableArray<SiteError> Errors(
        string every, string age, string condition = "when: \"air.temperature > 28.0\"")
    {
        string text = SmallSite.Text.Replace("every: 1s", $"every: {every}", StringComparison.Ordinal)
            .Replace("safe: on", $"safe: on{age}", StringComparison.Ordinal)
            .Replace("when: \"air.temperature > 28.0\"", condition, StringComparison.Ordinal);
        SiteReading reading = Shipped.Read(text);
        Assert.Empty(reading.Errors);
        return RuleBook.Compile(reading.Site!, "site.yaml").Errors;
    }
}
