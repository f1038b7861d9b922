using System.Collections.Immutable;
using System.Device.Gpio;
using System.Text.Json.Serialization;
using Edge.Profiles;
using Edge.Simulator.Serve;

namespace Edge.Simulator.Control;

/// <summary>What the board looks like from outside.</summary>
/// <param name="Gateway">off, coming or ready.</param>
internal sealed record BoardStatus(
    string Board,
    string Scenario,
    double Seconds,
    string Gateway,
    ImmutableArray<BusStatus> Buses,
    ImmutableArray<DeviceStatus> Devices,
    ImmutableArray<LineStatus> Lines)
{
    public static BoardStatus Of(Workbench bench)
    {
        TimeSpan now = bench.Hardware.Elapsed();
        var scenario = bench.Hardware.World.Scenario;
        string[] named = [.. bench.Profile.Buses.Select(bus => bus.Name)];
        return new(
            bench.Profile.Name,
            scenario.Name,
            now.TotalSeconds,
            bench.IsGatewayReady ? "ready" : bench.IsGatewayThere ? "coming" : "off",
            [.. bench.Ports.Where(port => named.Contains(port.Name)).Select(port => new BusStatus(
                port.Name, port.IsPlugged, port.IsImported, Words(bench, port.Name)))],
            [.. scenario.Devices.Select(device => Of(bench, device, now))],
            [.. bench.Profile.Pins.Select(pin => Of(bench, pin)).Where(line => line.Use != "free")]);
    }

    private static DeviceStatus Of(Workbench bench, ModelDeclaration device, TimeSpan now) => new(
        device.Name,
        device.Model.Name,
        device.Bus ?? device.Pin ?? "",
        device.Address,
        device.Inputs.Keys.ToImmutableSortedDictionary(
            input => input, input => bench.Hardware.World.Input(device, input, now), StringComparer.Ordinal),
        Words(bench, device.Name));

    private static LineStatus Of(Workbench bench, BoardPin pin)
    {
        LineState state = bench.StateOf(pin.Line);
        string use = state.Use switch { LineUse.Input => "input", LineUse.Output => "output", _ => "free" };
        return new(pin.Name, pin.Line, use, state.Level == PinValue.High ? 1 : 0, state.User);
    }

    private static ImmutableArray<string> Words(Workbench bench, string name) =>
        [.. bench.Hardware.Hand.FaultsOf(name).Select(kind => kind switch
        {
            FaultKind.NoAnswer => "nak",
            FaultKind.CrcError => "crc",
            FaultKind.StuckBus => "hang",
            FaultKind.OutOfRange => "far",
            _ => "stuck",
        })];
}

internal sealed record BusStatus(string Name, bool Plugged, bool Attached, ImmutableArray<string> Faults);

internal sealed record DeviceStatus(
    string Name,
    string Model,
    string On,
    int? Address,
    ImmutableSortedDictionary<string, double> Inputs,
    ImmutableArray<string> Faults);

/// <param name="User">The process of the gateway that holds the line, as it calls itself.</param>
internal sealed record LineStatus(string Name, int Line, string Use, int Level, string User);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BoardStatus))]
internal sealed partial class BoardJson : JsonSerializerContext;
