using System.Collections.Immutable;
using Edge.Profiles;
using Edge.Tests.Device;

namespace Edge.Tests.Host;

/// <summary>A site with three sensors on one bus of the simulated board.</summary>
internal static class ScanSite
{
    public static Site Site { get; } = new(
        "scan", "", "", "", null, TestBoard.Profile, null, GuardMode.ReportOnly,
        [Sensor("cabinet", "sht3x", 0x44), Sensor("analog", "ads1115", 0x48), Sensor("river", "ms5837", 0x76)],
        [], [], [], [], [], null, new OutboxDeclaration(1 << 20), []);

    private static SensorDeclaration Sensor(string name, string driver, int address)
    {
        DriverDescription description = DriverCatalogue.Find(driver)!;
        return new SensorDeclaration(
            name, description, "i2c-1", address, null, TimeSpan.FromSeconds(1),
            description.Options.ToImmutableSortedDictionary(option => option.Name, option => option.Default), [], default);
    }
}
