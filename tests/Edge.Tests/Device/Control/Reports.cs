using Edge.Device.Control;

namespace Edge.Tests.Device.Control;

/// <summary>Status reports that several tests look at.</summary>
internal static class Reports
{
    public static StatusReport TownHall { get; } = new()
    {
        Site = "town-hall", Device = "00", Boot = "b", Software = "0", NowUnixMs = 1, StartedUnixMs = 0, UptimeMs = 1,
        TimeQuality = "synchronised", Guard = "report-only",
        Channels = [new ChannelStatus("air.temperature", "mast", "°C", 0.01, 21.5, "good", "", 10)],
        Actuators = [],
        Streams = [new StreamStatus("weather", 5_000, 3, 7, 6, 600, 0, 0)],
        Outbox = new OutboxStatus(0, 0, 1, 0, null),
        Uplink = new UplinkReport("platform", "idle", null, null, null, null),
        Counters = new CounterReport(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    };

    public static StatusReport WithABadChannel { get; } = TownHall with
    {
        Channels =
        [
            new ChannelStatus("air.pressure", "mast", "hPa", 0.01, 1234.5, "good", "", 10),
            new ChannelStatus("water.level", "gauge", "mm", 1, null, "bad", "no answer", 3_000),
        ],
    };
}
