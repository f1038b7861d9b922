using Edge.Host;
using Edge.Host.Doctor;
using Edge.Profiles;

namespace Edge.Tests.Host;

/// <summary>The doctor tells a bus that is not there, or not for this user, from a sensor that does not answer.</summary>
public sealed class BusExaminationTests
{
    private const string Missing = "/dev/edge-has-no-such-bus";

    private static readonly Site Real = ScanSite.Site with
    {
        Board = ScanSite.Site.Board with
        {
            Kind = BoardKind.Linux,
            Buses = [new BoardBus("i2c-1", BusKind.I2c, Missing), new BoardBus("i2c-3", BusKind.I2c, "/dev/i2c-3")],
        },
    };

    [Theory]
    [InlineData(false, false, "Bad", "is missing", "raspi-config")]
    [InlineData(true, false, "Bad", "may not be opened by", "usermod -aG i2c edge")]
    [InlineData(true, true, "Good", "can be opened", "")]
    public void Says_WhatIsWrongWithABusThatIsUsed(bool exists, bool isOpen, string health, string state, string next)
    {
        (BoardBus bus, Finding finding) = Assert.Single(BusExamination.Look(Real, _ => exists, _ => isOpen));
        Assert.Equal(("i2c-1", "bus i2c-1", health), (bus.Name, finding.Subject, finding.Health.ToString()));
        Assert.Contains($"{Missing} {state}", finding.State, StringComparison.Ordinal);
        Assert.Contains(next, finding.NextStep ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_AtNoBusOfASimulatedBoard() => Assert.Empty(BusExamination.Look(ScanSite.Site, _ => false, _ => false));

    [Fact]
    public async Task Blames_TheBus_NotThePlugOfASensor()
    {
        var options = new GatewayOptions("site.yaml", null, Path.GetTempPath(), "trust", "socket", null, null, default);
        IReadOnlyList<Finding> findings = await new Examination(Real, options).RunAsync(null, CancellationToken.None);
        Assert.Contains(findings, finding => finding is { Subject: "bus i2c-1", Health: Health.Bad });
        Finding[] sensors = [.. findings.Where(finding => finding.Subject.StartsWith("sensor", StringComparison.Ordinal))];
        Assert.Equal(3, sensors.Length);
        Assert.All(sensors, sensor => Assert.Equal("See bus i2c-1", sensor.NextStep));
    }
}
