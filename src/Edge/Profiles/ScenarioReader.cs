using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Profiles;

/// <summary>Reads a scenario for a simulated board; finds every mistake in one go.</summary>
/// <remarks>Hostile text costs bounded memory and time and never an exception. Thread-safe.</remarks>
public sealed class ScenarioReader
{
    private static readonly TimeSpan Noon = TimeSpan.FromHours(12);
    private static readonly TimeSpan QuarterDay = TimeSpan.FromHours(6);

    private static readonly Shape<ModelInput> Input = new("a number or the name of a curve", ReadInput,
        writer => writer.WriteString("description"u8, "A number or the name of a curve."));

    private readonly BoardProfile _board;
    private readonly ErrorList _errors;
    private readonly NameTable _curves;
    private readonly NameTable _devices;
    private readonly NameTable _places;
    private readonly NameTable _buses;
    private readonly NameTable _pins;

    private ScenarioReader(BoardProfile board, ErrorList errors)
    {
        (_board, _errors) = (board, errors);
        _curves = new("curve", errors);
        _devices = new("device", errors);
        _places = new("place", errors);
        _buses = new("bus", errors);
        _pins = new("pin", errors);
        foreach (BoardBus bus in _board.Buses) { _buses.Claim(bus.Name, default); }
        foreach (BoardPin pin in _board.Pins) { _pins.Claim(pin.Name, default); }
    }

    /// <summary>Reads the text of a scenario.</summary>
    /// <param name="fileName">The name that errors are reported under.</param>
    /// <param name="board">The board whose buses and pins the devices are on.</param>
    public static ScenarioReading Read(string text, string fileName, BoardProfile board)
    {
        var errors = new ErrorList(fileName);
        MapReader? map = FormatVersion.Open(YamlText.Parse(text, errors), ScenarioKeys.Table, errors);
        if (map is null) { return new(null, errors.InOrder()); }
        Scenario scenario = new ScenarioReader(board, errors).ReadScenario(map);
        return new(scenario, errors.InOrder());
    }

    private Scenario ReadScenario(MapReader map)
    {
        map.TryGet(ScenarioKeys.Scenario, out MapReader? identity);
        ImmutableArray<CurveDeclaration> curves = [.. map.Get(ScenarioKeys.Curves, []).Select(ReadCurve)];
        ImmutableArray<ModelDeclaration> devices =
            [.. map.Get(ScenarioKeys.Devices, []).Select(ReadDevice).OfType<ModelDeclaration>()];
        return new(
            identity?.Get(ScenarioKeys.Identity.Name, "") ?? "",
            identity?.Get(ScenarioKeys.Identity.Seed, 0) ?? 0,
            identity?.Get(ScenarioKeys.Identity.Speed, 1) ?? 1,
            identity?.Get(ScenarioKeys.Identity.Start, default) ?? default,
            curves,
            devices,
            [.. map.Get(ScenarioKeys.Faults, []).Select(fault => ReadFault(fault, devices))]);
    }

    private CurveDeclaration ReadCurve(MapReader map)
    {
        string name = map.Get(ScenarioKeys.Curve.Name, "");
        if (name.Length > 0) { _curves.Claim(name, map.PlaceOf(ScenarioKeys.Curve.Name)); }
        double minimum = map.Get(ScenarioKeys.Curve.Minimum, double.MinValue);
        double maximum = map.Get(ScenarioKeys.Curve.Maximum, double.MaxValue);
        if (minimum > maximum)
        {
            _errors.Add(map.PlaceOf(ScenarioKeys.Curve.Maximum), "max below min", NumberShapes.Print(maximum),
                $"at least {NumberShapes.Print(minimum)}");
        }
        return new(name, map.Get(ScenarioKeys.Curve.Base, 0),
            [.. map.Get(ScenarioKeys.Curve.Terms, []).Select(ReadTerm)], minimum, maximum);
    }

    private static CurveTerm ReadTerm(MapReader map) => new(
        map.Get(ScenarioKeys.Term.Shape, TermShape.Cosine),
        map.Get(ScenarioKeys.Term.Amplitude, 0),
        map.Get(ScenarioKeys.Term.At, Noon),
        map.Get(ScenarioKeys.Term.Width, QuarterDay),
        map.Get(ScenarioKeys.Term.Every, TimeSpan.FromDays(1)),
        map.Get(ScenarioKeys.Term.Chance, 0.5));

    private ModelDeclaration? ReadDevice(MapReader map)
    {
        if (map.TryGet(ScenarioKeys.Device.Name, out string? name))
        {
            _devices.Claim(name, map.PlaceOf(ScenarioKeys.Device.Name));
        }
        if (!map.TryGet(ScenarioKeys.Device.Model, out ModelDescription? model)) { return null; }
        map.TryGet(ScenarioKeys.Device.Bus, out string? bus);
        map.TryGet(ScenarioKeys.Device.Pin, out string? pin);
        int? address = model.Bus == BusKind.I2c
            ? map.Get(ScenarioKeys.Device.Address, model.Addresses[0])
            : null;
        if (model.Bus == BusKind.Pin) { CheckPin(map, model, pin); }
        else { CheckBus(map, model, bus, address); }
        return new(name ?? "", model, bus, address, pin, ReadInputs(map, model));
    }

    /// <param name="address">null where the device is the only one on its line.</param>
    private void CheckBus(MapReader map, ModelDescription model, string? bus, int? address)
    {
        SourcePosition at = map.PlaceOf(ScenarioKeys.Device.Address);
        if (address is { } wrong && !model.Addresses.Contains(wrong))
        {
            _errors.Add(at, $"{model.Name} cannot have the address", $"0x{wrong:x2}",
                "one of " + string.Join(", ", model.Addresses.Select(each => $"0x{each:x2}")));
        }
        if (bus is null)
        {
            _errors.Add(map.At, "device without a bus", model.Name, "bus: the name of a bus");
            return;
        }
        SourcePosition there = map.PlaceOf(ScenarioKeys.Device.Bus);
        if (!_buses.Find(bus, there)) { return; }
        if (_board.Buses.First(each => each.Name == bus).Kind != model.Bus)
        {
            _errors.Add(there, $"{model.Name} cannot be on this kind of bus", bus, model.Bus == BusKind.I2c ? "an I2C bus" : "a serial line");
        }
        else if (address is { } taken) { _places.Claim($"{bus} 0x{taken:x2}", at); }
        else { _places.Claim(bus, there); }
    }

    private void CheckPin(MapReader map, ModelDescription model, string? pin)
    {
        if (pin is null)
        {
            _errors.Add(map.At, "device without a pin", model.Name, "pin: the name of a pin");
            return;
        }
        SourcePosition at = map.PlaceOf(ScenarioKeys.Device.Pin);
        if (_pins.Find(pin, at)) { _places.Claim(pin, at); }
    }

    private ImmutableSortedDictionary<string, ModelInput> ReadInputs(MapReader device, ModelDescription model)
    {
        Key<ModelInput>[] keys =
            [.. model.Inputs.Select(each => Key<ModelInput>.Optional(each.Name, Input, each.Meaning))];
        var table = new KeyTable($"the inputs of {model.Name}", [.. keys.Select(key => key.Description)]);
        MapReader? map = device.TryGet(ScenarioKeys.Device.Inputs, out YamlNode? node)
            ? MapReader.Open(node, table, _errors)
            : null;
        var inputs = ImmutableSortedDictionary.CreateBuilder<string, ModelInput>(StringComparer.Ordinal);
        for (int i = 0; i < keys.Length; i++)
        {
            ModelInput input = map?.Get(keys[i], new(null, model.Inputs[i].Default)) ?? new(null, model.Inputs[i].Default);
            if (input.Curve is { } curve) { _curves.Find(curve, map!.PlaceOf(keys[i])); }
            inputs[model.Inputs[i].Name] = input;
        }
        return inputs.ToImmutable();
    }

    private FaultDeclaration ReadFault(MapReader map, ImmutableArray<ModelDeclaration> devices)
    {
        FaultKind kind = map.Get(ScenarioKeys.Fault.Kind, FaultKind.NoAnswer);
        bool hasDevice = map.TryGet(ScenarioKeys.Fault.Device, out Located<string> device);
        bool hasBus = map.TryGet(ScenarioKeys.Fault.Bus, out Located<string> bus);
        bool isOfBus = kind == FaultKind.StuckBus;
        if (hasBus != isOfBus || hasDevice == isOfBus)
        {
            _errors.Add(map.At, "fault of the wrong thing", "", isOfBus ? "bus, not device" : "device, not bus");
        }
        if (hasBus) { _buses.Find(bus.Value, bus.At); }
        if (hasDevice && _devices.Find(device.Value, device.At))
        {
            CheckFault(map, kind, devices.FirstOrDefault(each => each.Name == device.Value));
        }
        TimeSpan lasts = map.Get(ScenarioKeys.Fault.For, TimeSpan.FromSeconds(1));
        TimeSpan? again = map.TryGet(ScenarioKeys.Fault.Again, out TimeSpan given) ? given : null;
        if (again < lasts)
        {
            _errors.Add(map.PlaceOf(ScenarioKeys.Fault.Again), "begins again before its end",
                NumberShapes.Print(again.Value), $"at least {NumberShapes.Print(lasts)}");
        }
        return new(kind, hasDevice ? device.Value : null, hasBus ? bus.Value : null,
            map.Get(ScenarioKeys.Fault.From, default), lasts, again);
    }

    private void CheckFault(MapReader map, FaultKind kind, ModelDeclaration? device)
    {
        if (device is null) { return; }
        bool canHappen = kind switch
        {
            FaultKind.CrcError => device.Model.HasChecksum,
            FaultKind.NoAnswer or FaultKind.OutOfRange => device.Model.Bus != BusKind.Pin,
            _ => true,
        };
        if (canHappen) { return; }
        _errors.Add(map.PlaceOf(ScenarioKeys.Fault.Kind), $"fault that {device.Model.Name} cannot show",
            Word(kind), "another kind of fault or device");
    }

    private static string Word(FaultKind kind) => kind switch
    {
        FaultKind.CrcError => "crc-error",
        FaultKind.OutOfRange => "out-of-range",
        _ => "no-answer",
    };

    private static bool ReadInput(YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out ModelInput value)
    {
        if (node is YamlNode.Scalar scalar && YamlScalars.TryNumber(scalar, out double number))
        {
            value = new(null, number);
            return true;
        }
        bool isRead = Names.Plain.TryRead(node, errors, out string? curve);
        value = new(curve, 0);
        return isRead;
    }
}
