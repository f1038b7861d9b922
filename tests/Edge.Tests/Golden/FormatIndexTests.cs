using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Edge.Device.Control;
using Edge.Keys;
using Edge.Rules;
using Edge.Sealing;
using Edge.Sensing;

namespace Edge.Tests.Golden;

// Goal: numbers that travel are on the pages, each with the name the code gives it.
public sealed class FormatIndexTests
{
    private const string Index = "docs/formats/README.md";

    [Fact]
    public void Lists_EveryRefusal()
    {
        string page = OneLine(Index);
        Assert.All(Enum.GetValues<SealingRefusal>(), each => Has(page, $"| {(int)each} | {each} |"));
        Assert.All(Enum.GetValues<KeyRefusal>(), each => Has(page, $" {(int)each} {each}"));
    }

    [Fact]
    public void Lists_EveryNumberOfABatch()
    {
        string page = OneLine("docs/formats/batch.md");
        Assert.All(Enum.GetValues<Quality>(), each => Names(page, (int)each, each.ToString()));
        Assert.All(Enum.GetValues<QualityReason>(), each => Names(page, (int)each, each.ToString()));
        Assert.All(Enum.GetValues<TimeQuality>(), each => Names(page, (int)each, each.ToString()));
        Assert.All(Enum.GetValues<ActuatorCause>(), each => Names(page, (int)each, each.ToString()));
        string epoch = OneLine("docs/formats/epoch.md");
        Assert.All(Enum.GetValues<Unit>().Where(each => each != Unit.Degree), each => Has(epoch, $"{(int)each} {each.Symbol()}"));
    }

    [Fact]
    public void Lists_EveryLabel()
    {
        string page = OneLine("docs/formats/suite-1.md");
        var labels = Tidy.SourceTree.Sources.Where(file => file.IsBelow("src/Edge"))
            .SelectMany(file => Regex.Matches(file.Text, "\"(edge/1 [a-z ]+)\"u8"))
            .Select(match => match.Groups[1].Value).Distinct().ToArray();
        Assert.NotEmpty(labels);
        Assert.All(labels, label => Has(page, $"| `{label}` |"));
    }

    [Fact]
    public void Lists_EveryMemberOfTheState()
    {
        string page = OneLine("docs/formats/control.md");
        JsonTypeInfo[] types =
        [
            ControlJson.Default.StatusReport, ControlJson.Default.ChannelStatus, ControlJson.Default.ActuatorStatus,
            ControlJson.Default.StreamStatus, ControlJson.Default.OutboxStatus, ControlJson.Default.UplinkReport,
            ControlJson.Default.CounterReport, ControlJson.Default.ExplainReport, ControlJson.Default.RuleStatus,
            ControlJson.Default.InputStatus, ControlJson.Default.OverridesReport, ControlJson.Default.OverrideStatus,
            ControlJson.Default.ControlRequest, ControlJson.Default.ResourceStatus,
        ];
        Assert.All(types.SelectMany(type => type.Properties), member => Assert.Matches($@"`{member.Name}(\[\])?`", page));
    }

    private static string OneLine(string page) => Repository.Read(page).ReplaceLineEndings(" ");

    /// <summary>The number, and the name as words.</summary>
    private static void Names(string page, int number, string name)
    {
        string words = Regex.Replace(name, "(?<!^)([A-Z])", "[ -]$1").ToLowerInvariant();
        Assert.Matches($"{number} {words}", page);
    }

    private static void Has(string page, string text) => Assert.Contains(text, page, StringComparison.Ordinal);
}
