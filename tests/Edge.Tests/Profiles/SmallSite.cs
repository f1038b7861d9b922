using Edge.Profiles;

namespace Edge.Tests.Profiles;

/// <summary>A site file that is right, small enough to know its lines by heart, and ways to spoil it.</summary>
internal static class SmallSite
{
    public const string Text = """
        edge: 1
        site: {id: weir, purpose: Warn, owner: Town, contact: Duty}
        board: simulated
        sensors:
          - name: mast
            driver: bme280
            bus: i2c-1
            address: 0x76
            every: 1s
            channels:
              - {name: air.temperature, quantity: temperature}
              - {name: air.humidity, quantity: humidity}
          - name: rain
            driver: tipping-bucket
            pin: GPIO24
            every: 1s
            channels: [{name: rain.total, quantity: rain}]
        actuators:
          - {name: fan, pin: GPIO17, safe: on}
        rules:
          - {name: cool, actuator: fan, when: "air.temperature > 28.0"}
        recipients:
          - {name: platform}
        streams:
          - {name: weather, channels: [air.*, rain.total], recipients: [platform]}
        uplink: {collector: platform}

        """;

    /// <summary>Reads the text after one piece of it was replaced; the piece must stand in it exactly
    /// once.</summary>
    public static SiteReading ReadWith(string piece, string other)
    {
        Assert.Equal(2, Text.Split(piece).Length);
        return Shipped.Read(Text.Replace(piece, other, StringComparison.Ordinal));
    }
}
