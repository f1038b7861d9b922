using System.Text;
using System.Text.Json.Nodes;
using Edge.Updates;
using Edge.Updates.Rollouts;
using Edge.Updates.Trust;

namespace Edge.Tests.Updates.Rollouts;

/// <summary>The signed file of a rollout.</summary>
public sealed class RolloutFileTests
{
    [Fact]
    public void Reads_WhatWasWritten()
    {
        byte[] bytes = RolloutWriter.Write(TestRollout.Full);
        Assert.Equal(bytes, RolloutWriter.Write(RolloutFile.Read(bytes).Value));
        Assert.Equal(TestRollout.Full.Rings[0].Progress, RolloutFile.Read(bytes).Value.Rings[0].Progress);
        Assert.Equal(TimeSpan.FromHours(30), RolloutFile.Read(bytes).Value.Rings[0].Soak);
    }

    [Fact]
    public void Reads_TheLeastThatARolloutSays()
    {
        Rollout rollout = RolloutFile.Read(new WantedRelease("app", "1.4.0").Write()).Value;
        Assert.Equal(
            Rollout.ForAll("app", "1.4.0"), rollout with { Rings = Rollout.ForAll("app", "1.4.0").Rings });
        Assert.True(rollout.Rings.IsEmpty);
    }

    [Theory]
    [InlineData("version", "2")]
    [InlineData("component", "\"firmware\"")]
    [InlineData("release", "\"../1\"")]
    [InlineData("rollout", "\"\"")]
    [InlineData("state", "\"stopped\"")]
    [InlineData("starts", "\"2030-01-07\"")]
    [InlineData("starts", "\"2200-01-01T00:00:00Z\"")]
    [InlineData("bytesPerSecond", "16383")]
    [InlineData("bytesPerSecond", "1000000001")]
    [InlineData("halted", "true")]
    [InlineData("windows.timeZone", "\"../../etc/shadow\"")]
    [InlineData("windows.timeZone", "\"/etc/localtime\"")]
    [InlineData("windows.jitter", "\"PT4H\"")]
    [InlineData("windows.open", "[]")]
    [InlineData("windows.open.0.days", "[]")]
    [InlineData("windows.open.0.days", "[\"mon\",\"mon\"]")]
    [InlineData("windows.open.0.days", "[\"Montag\"]")]
    [InlineData("windows.open.0.from", "\"24:00\"")]
    [InlineData("windows.open.0.from", "\"2:00\"")]
    [InlineData("rings.0.name", "\"early\"")]
    [InlineData("rings.0.devices", "[\"0123\"]")]
    [InlineData("rings.0.devices", "[\"00000000000000000000000000000001\",\"00000000000000000000000000000001\"]")]
    [InlineData("rings.0.percent", "5")]
    [InlineData("rings.1.percent", "0")]
    [InlineData("rings.1.percent", "101")]
    [InlineData("rings.1.percent", "100")]
    [InlineData("rings.1.ramp", "\"PT1441H\"")]
    [InlineData("rings.1.soak", "\"P1D\"")]
    [InlineData("rings.1.success", "0")]
    [InlineData("rings.1.maxFailed", "0")]
    [InlineData("rings.1.progress.installed", "41")]
    [InlineData("rings.1.progress.failed", "-1")]
    public void Refuses_WhatIsNotPossible(string path, string value)
    {
        JsonNode document = JsonNode.Parse(RolloutWriter.Write(TestRollout.Full))!;
        string[] parts = path.Split('.');
        JsonNode owner = parts[..^1].Aggregate(
            document, (node, part) => int.TryParse(part, out int index) ? node[index]! : node[part]!);
        owner[parts[^1]] = JsonNode.Parse(value);
        var read = RolloutFile.Read(Encoding.UTF8.GetBytes(document.ToJsonString()));
        Assert.False(read.IsOk, $"{path} = {value} was accepted");
        Assert.Equal(
            path == "version" ? UpdateRefusal.UnknownVersion : UpdateRefusal.Malformed, read.Reason.Refusal);
    }

    [Fact]
    public void Refuses_OneMoreThanIsAllowed()
    {
        Assert.True(Read(r => r with { Rings = [.. Enumerable.Range(1, RolloutLimits.MaxRings).Select(i => TestRollout.Share($"r{i}", i))] }).IsOk);
        Assert.False(Read(r => r with { Rings = [.. Enumerable.Range(1, RolloutLimits.MaxRings + 1).Select(i => TestRollout.Share($"r{i}", i))] }).IsOk);
        Assert.True(Read(r => r with { Rings = [TestRollout.Named("a", [.. Enumerable.Range(1, RolloutLimits.MaxNamed)])] }).IsOk);
        Assert.False(Read(r => r with { Rings = [TestRollout.Named("a", 0), TestRollout.Named("b", [.. Enumerable.Range(1, RolloutLimits.MaxNamed)])] }).IsOk);
        Assert.False(RolloutFile.Read(new byte[RolloutLimits.MaxBytes + 1]).IsOk);
        var window = TestRollout.Window("22:00", "04:00");
        Assert.True(Read(r => r with { Windows = r.Windows! with { Open = [.. Enumerable.Repeat(window, RolloutLimits.MaxWindows)] } }).IsOk);
        Assert.False(Read(r => r with { Windows = r.Windows! with { Open = [.. Enumerable.Repeat(window, RolloutLimits.MaxWindows + 1)] } }).IsOk);
    }

    private static Result<Rollout, UpdateReason> Read(Func<Rollout, Rollout> change) =>
        RolloutFile.Read(RolloutWriter.Write(change(TestRollout.Full)));
}
