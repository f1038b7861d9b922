namespace Edge.Tests.Host;

/// <summary>The smallest site that does everything: a sensor, a rule, an actuator, a stream, an uplink.</summary>
internal static class TestSite
{
    public static string Scenario(string faults) => $$$"""
        edge: 1
        scenario: {name: test, seed: 1, speed: 1}
        curves:
          - {name: warm, base: 25, terms: [{shape: noise, amplitude: 3, every: 1s}]}
        devices:
          - {name: mast, model: bme280, bus: i2c-1, address: 0x76, inputs: {temperature: warm}}
        faults: [{{{faults}}}]
        """;

    public static string Text(string budget) => $$"""
        edge: 1
        site: {id: test, purpose: "a test", owner: nobody, contact: nobody}
        board: simulated
        scenario: scenario.yaml
        guard: report-only
        sensors:
          - name: mast
            driver: bme280
            bus: i2c-1
            address: 0x76
            every: 100ms
            channels:
              - {name: air.temperature, quantity: temperature}
              - {name: air.humidity, quantity: humidity}
        actuators:
          - {name: fan, pin: GPIO17, safe: off, max-input-age: 10s}
        rules:
          - {name: cool, actuator: fan, when: "air.temperature > 10.0"}
        streams:
          - {name: weather, channels: [air.*], events: true, seal-every: 200ms, recipients: [platform]}
        recipients: [{name: platform}]
        uplink: {collector: platform, every: 200ms}
        outbox: {budget: {{budget}}}
        """;
}
