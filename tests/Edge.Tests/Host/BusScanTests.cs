using Edge.Host;
using Edge.Tests.Device;

namespace Edge.Tests.Host;

/// <summary>What <c>edge scan</c> sees: devices that answer nothing but their own orders among them.</summary>
public sealed class BusScanTests
{
    private const string Devices =
        "{name: a, model: sht3x, bus: i2c-1, address: 0x44}, {name: b, model: ms5837, bus: i2c-1, address: 0x76}, "
        + "{name: c, model: sht3x, bus: i2c-1, address: 0x45}, {name: d, model: bh1750, bus: i2c-1, address: 0x23}";

    [Fact]
    public void Shows_DeclaredAndUndeclared_AndWhatIsSilent()
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(Devices));
        Assert.Equal(
            [
                "0x23 answers, not declared; could be bh1750",
                "0x44 cabinet (sht3x) answers",
                "0x45 answers, not declared; could be sht3x",
                "0x48 analog (ads1115) is declared and does not answer",
                "0x76 river (ms5837) answers",
            ],
            Rows(board));
    }

    [Fact]
    public void Says_WhatIsWrongWithADeviceThatAnswers()
    {
        string fault = "{device: a, kind: crc-error, from: 0s, for: 1h}";
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(Devices, fault));
        Assert.Contains("0x44 cabinet (sht3x) answers, but: checksum mismatch", Rows(board));
    }

    [Fact]
    public void Finds_Nothing_OnAStuckBus()
    {
        using TestBoard board = TestBoard.Open(TestBoard.Scenario(Devices, "{bus: i2c-1, kind: stuck-bus, from: 0s, for: 1h}"));
        Assert.All(BusScan.Read(ScanSite.Site, board.Board, "i2c-1"), row => Assert.False(row.Answers));
        Assert.Contains("0x76 river (ms5837) cannot be asked: the bus is stuck", Rows(board));
    }

    private static string[] Rows(TestBoard board) =>
        [.. BusScan.Read(ScanSite.Site, board.Board, "i2c-1").Select(row => $"0x{row.Address:x2} {row.What}")];
}
