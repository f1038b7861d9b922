using System.Text;
using Edge.Updates;
using Edge.Updates.Bell;

namespace Edge.Tests.Updates.Bell;

public sealed class BellSetupTests
{
    private const string Good = """{"version":1,"repository":"operator","broker":"mqtts://mq.example","topic":"town/updates"}""";

    [Fact]
    public void Reads_TheLeast()
    {
        BellSetup setup = Read(Good).Value;
        Assert.Equal(("operator", "mq.example", 8_883, true), (setup.Repository, setup.Host, setup.Port, setup.IsEncrypted));
        Assert.Equal((null, null, null, TimeSpan.FromMinutes(1)), (setup.User, setup.Password, setup.Pin, setup.Spread));
        Assert.Equal(1_884, Read(Good.Replace("mqtts://mq.example", "mqtt://10.0.0.1:1884", StringComparison.Ordinal)).Value.Port);
        Assert.False(Read(Good.Replace("mqtts", "mqtt", StringComparison.Ordinal)).Value.IsEncrypted);
    }

    [Theory]
    [InlineData("mqtts://mq.example", "https://mq.example", "broker")]
    [InlineData("mqtts://mq.example", "mqtts://u:p@mq.example", "broker")]
    [InlineData("mqtts://mq.example", "mqtts://mq.example/path", "broker")]
    [InlineData("mqtts://mq.example", "mq.example", "broker")]
    [InlineData("town/updates", "town/#", "topic")]
    [InlineData("town/updates", "town/+/x", "topic")]
    [InlineData("town/updates", "", "topic")]
    [InlineData("\"topic\":", "\"qos\":1,\"topic\":", "qos")]
    [InlineData("\"topic\":", "\"pin\":\"00\",\"topic\":", "pin")]
    [InlineData("\"topic\":", "\"spreadSeconds\":86401,\"topic\":", "spreadSeconds")]
    [InlineData("\"operator\"", "\"..\"", "repository")]
    public void Refuses_WhatIsNoSetup(string good, string bad, string named)
    {
        UpdateReason reason = Read(Good.Replace(good, bad, StringComparison.Ordinal)).Reason;
        Assert.Equal(UpdateRefusal.Malformed, reason.Refusal);
        Assert.Contains(named, reason.Detail, StringComparison.Ordinal);
    }

    private static Result<BellSetup, UpdateReason> Read(string text) => BellSetup.Read(Encoding.UTF8.GetBytes(text));
}
