using Edge.Profiles;

namespace Edge.Tests.Profiles;

// Goal: a site may be as large as its limits say, and not one thing larger.
public class SiteLimitsTests
{
    private const int PerSensor = 32;

    [Theory]
    [InlineData("sensors", SiteLimits.MaxSensors)]
    [InlineData("channels", SiteLimits.MaxChannels)]
    [InlineData("actuators", SiteLimits.MaxActuators)]
    [InlineData("rules", SiteLimits.MaxRules)]
    [InlineData("streams", SiteLimits.MaxStreams)]
    [InlineData("stream-channels", SiteLimits.MaxChannelsPerStream)]
    [InlineData("recipients", SiteLimits.MaxRecipients)]
    public void Takes_LimitAndRefusesOneMore(string what, int limit)
    {
        Assert.Empty(Read(what, limit).Errors.Take(3));
        SiteError error = Assert.Single(Read(what, limit + 1).Errors);
        Assert.StartsWith("too many", error.Problem, StringComparison.Ordinal);
        Assert.Contains($"at most {limit}", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_FileLargerThanTheLimit()
    {
        string padded = SmallSite.Text.PadRight(YamlText.MaxLength, '\n');
        Assert.Empty(Shipped.Read(padded).Errors);
        Assert.Equal("file too large", Assert.Single(Shipped.Read(padded + "\n").Errors).Problem);
    }

    [Fact]
    public void Refuses_DeeperNestingThanTheLimit()
    {
        // The root is level one, the list of options two.
        Assert.NotEqual("nested too deeply", Nested(YamlText.MaxDepth - 1).Problem);
        Assert.Equal("nested too deeply", Nested(YamlText.MaxDepth).Problem);
        Assert.Equal("nested too deeply", Nested(YamlText.MaxLength / 4).Problem);
    }

    [Fact]
    public void Refuses_MoreValuesThanTheLimit()
    {
        string many = "a: [" + string.Concat(Enumerable.Repeat("1,", YamlText.MaxNodes)) + "]";
        Assert.Equal("file too large", Assert.Single(Shipped.Read(many).Errors).Problem);
    }

    [Fact]
    public void Stops_CollectingAtTheMostErrors()
    {
        string keys = string.Concat(Enumerable.Range(0, SiteErrors.MaxErrors + 1).Select(i => $"key{i}: 1\n"));
        Assert.Equal(SiteErrors.MaxErrors, Shipped.Read(keys).Errors.Length);
    }

    private static SiteError Nested(int levels) =>
        Shipped.Read($"x: {new string('[', levels)}{new string(']', levels)}").Errors[0];

    private static SiteReading Read(string what, int count)
    {
        (string board, string text) = what switch
        {
            "sensors" => ("", "sensors:\n" + Lines(count, i => $"{{{Sensor(i)}, channels: [{Channel(i)}]}}")),
            "channels" => ("", "sensors:\n" + Lines((count + PerSensor - 1) / PerSensor, i =>
                $"{{{Sensor(i)}, channels: [{Channels(i * PerSensor, Math.Min(PerSensor, count - (i * PerSensor)))}]}}")),
            "actuators" => (Pins(count),
                "actuators:\n" + Lines(count, i => $"{{name: a{i}, pin: P{i}, safe: off}}")),
            "rules" => (Pins(1), "actuators: [{name: a, pin: P0, safe: off}]\nrules:\n"
                + Lines(count, i => $"{{name: r{i}, actuator: a, when: \"true\"}}")),
            "streams" => ("", "recipients: [{name: r}]\nstreams:\n"
                + Lines(count, i => $"{{name: s{i}, events: true, recipients: [r]}}")),
            "stream-channels" =>
                ("", "recipients: [{name: r}]\nstreams: [{name: s, channels: all, recipients: [r]}]\nsensors:\n"
                + Lines(count, i => $"{{{Sensor(i)}, channels: [{Channel(i)}]}}")),
            _ => ("", "recipients:\n" + Lines(count, i => $"{{name: r{i}}}")),
        };
        var shelf = new BoardShelf(new Dictionary<string, BoardFile>
        {
            ["big"] = new("big.yaml", "edge: 1\nboard: {name: big, description: Big, kind: simulated}\n" + board),
        });
        return SiteReader.Read("edge: 1\nsite: {id: a, purpose: b, owner: c, contact: d}\nboard: big\n" + text, "site.yaml", shelf);
    }

    private static string Sensor(int i) => $"name: s{i}, driver: host-uptime, every: 1s";

    private static string Channel(int i) => $"{{name: c{i}, quantity: uptime}}";

    private static string Channels(int from, int count) =>
        string.Join(", ", Enumerable.Range(from, count).Select(Channel));

    // One pin too many for the board's own limit is never declared: it is the actuators that are counted.
    private static string Pins(int count) =>
        "gpio-chip: chip\npins:\n" + Lines(Math.Min(count, 256), i => $"{{name: P{i}, line: {i}}}");

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"  - {line(i)}\n"));
}
