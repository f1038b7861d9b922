using Edge.Profiles;
using Edge.Simulator.Serve;
using Edge.Simulator.Usb;

namespace Edge.Simulator.Control;

/// <summary>What the names in an order mean: devices of the scenario, pins and buses of the board.</summary>
internal sealed class BoardNames(Workbench bench)
{
    private Scenario Scenario => bench.Hardware.World.Scenario;

    public IEnumerable<ModelDeclaration> Devices => Scenario.Devices;

    public ModelDeclaration? Device(string name) => Scenario.Devices.FirstOrDefault(each => each.Name == name);

    public BoardPin? Pin(string name) => bench.Profile.Pins.FirstOrDefault(each => each.Name == name);

    /// <summary>A bus of the board; not one of the empty ones that only fill a number.</summary>
    public UsbPort? Bus(string name) => bench.Profile.Buses.Any(each => each.Name == name)
        ? bench.Ports.FirstOrDefault(each => each.Name == name)
        : null;

    /// <summary>A device and its input, from a name such as <c>mast.temperature</c>; null: none of that
    /// name.</summary>
    public (ModelDeclaration Device, string Input)? Input(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Device(name[..dot]) is { } device && device.Inputs.ContainsKey(name[(dot + 1)..])
            ? (device, name[(dot + 1)..])
            : null;
    }

    /// <summary>The line that a name means: of a pin, or of the device on it.</summary>
    public int? Line(string name) => (Pin(name) ?? (Device(name)?.Pin is { } pin ? Pin(pin) : null))?.Line;

    /// <summary>For people: everything there is.</summary>
    public string All()
    {
        var inputs = Scenario.Devices.SelectMany(device => device.Inputs.Keys.Select(input => $"{device.Name}.{input}"));
        var buses = bench.Profile.Buses.Where(bus => bus.Kind == BusKind.I2c).Select(bus => bus.Name);
        return $"Devices: {string.Join(", ", Scenario.Devices.Select(each => each.Name))}. "
            + $"Inputs: {string.Join(", ", inputs)}. Buses: {string.Join(", ", buses)}. "
            + $"Pins: {string.Join(", ", bench.Profile.Pins.Select(each => each.Name))}.";
    }
}
