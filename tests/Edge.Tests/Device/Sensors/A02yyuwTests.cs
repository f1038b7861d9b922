using Edge.Device.Sensors;
using Edge.Sensing;

namespace Edge.Tests.Device.Sensors;

/// <summary>A range finder that speaks on a serial line by itself.</summary>
public sealed class A02yyuwTests
{
    private const string Device = "{name: it, model: a02yyuw, bus: serial0, inputs: {distance: 1953}}";

    [Fact]
    public void Reads_WhatTheDeviceTold_WithoutAsking()
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(Device));
        using ISensor sensor = board.Sensor("a02yyuw", "serial0");
        Assert.Equal(QualityReason.NoAnswer, sensor.ReadAll(1)[0].Reason);
        board.Time.Pass(0.2);
        Assert.Equal(RawValue.Of(1953, Quality.Simulated), sensor.ReadAll(1)[0]);
    }

    [Theory]
    [InlineData("no-answer", QualityReason.NoAnswer)]
    [InlineData("crc-error", QualityReason.ChecksumMismatch)]
    [InlineData("out-of-range", QualityReason.OutOfRange)]
    public void Says_WhatIsWrong_AndComesBack(string fault, QualityReason reason)
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(Device, $"{{kind: {fault}, device: it, from: 10s, for: 5s}}"));
        using ISensor sensor = board.Sensor("a02yyuw", "serial0");
        board.Time.Pass(9);
        Assert.Equal(QualityReason.None, sensor.ReadAll(1)[0].Reason);
        board.Time.Pass(3);
        Assert.Equal(reason, sensor.ReadAll(1)[0].Reason);
        board.Time.Pass(4);
        Assert.Equal(1953, sensor.ReadAll(1)[0].Value);
    }

    [Fact]
    public void Believes_NoReading_OlderThanHalfASecond()
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(Device, "{kind: no-answer, device: it, from: 10s, for: 5s}"));
        using ISensor sensor = board.Sensor("a02yyuw", "serial0");
        board.Time.Pass(10.3);
        Assert.Equal(QualityReason.None, sensor.ReadAll(1)[0].Reason);
        board.Time.Pass(0.4);
        Assert.Equal(QualityReason.NoAnswer, sensor.ReadAll(1)[0].Reason);
    }
}
