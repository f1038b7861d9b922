namespace Edge.Profiles;

/// <summary>A site while its file is read: what was understood so far and the names that were
/// taken.</summary>
internal sealed class SiteDraft(BoardProfile? board, ErrorList errors)
{
    private readonly NameTable _pins = new("pin", errors);
    private readonly List<Located<string>> _pinsUsed = [];
    private readonly HashSet<string> _busesUsed = new(StringComparer.Ordinal);

    public ErrorList Errors { get; } = errors;

    /// <summary>Whether the site names a file of public holidays.</summary>
    public bool HasHolidays { get; init; }

    public List<SensorDeclaration> Sensors { get; } = [];

    public List<ChannelDeclaration> Channels { get; } = [];

    public List<ActuatorDeclaration> Actuators { get; } = [];

    public List<RuleDeclaration> Rules { get; } = [];

    public List<RecipientDeclaration> Recipients { get; } = [];

    public List<StreamDeclaration> Streams { get; } = [];

    public NameTable SensorNames { get; } = new("sensor", errors);

    public NameTable ChannelNames { get; } = new("channel", errors);

    public NameTable ActuatorNames { get; } = new("actuator", errors);

    public NameTable RuleNames { get; } = new("rule", errors);

    public NameTable RecipientNames { get; } = new("recipient", errors);

    public NameTable StreamNames { get; } = new("stream", errors);

    /// <summary>Devices on buses, each as <c>bus 0xNN</c>.</summary>
    public NameTable DevicesOnBuses { get; } = new("address", errors);

    /// <summary>Takes a bus of the wanted kind; reports one that the board does not have.</summary>
    public bool UseBus(string bus, SourcePosition at, BusKind kind)
    {
        if (board is null) { return true; }
        BoardBus? found = board.Buses.FirstOrDefault(each => each.Name == bus && each.Kind == kind);
        if (found is not null)
        {
            _busesUsed.Add(bus);
            return true;
        }
        string[] known = [.. board.Buses.Where(each => each.Kind == kind).Select(each => each.Name)];
        Errors.AddUnknown(at, $"board {board.Name} has no such bus", bus, known,
            known.Length == 0 ? "a board with such a bus" : $"one of {string.Join(", ", known)}");
        return false;
    }

    /// <summary>Takes a pin for one user; reports one that is taken or that the board does not
    /// have.</summary>
    public void UsePin(string pin, SourcePosition at)
    {
        if (!_pins.Claim(pin, at)) { return; }
        if (board is null) { return; }
        if (board.Pins.Any(each => each.Name == pin)) { _pinsUsed.Add(new(pin, at)); }
        else
        {
            Errors.AddUnknown(at, $"board {board.Name} has no such pin", pin, board.Pins.Select(each => each.Name),
                PinNames(board));
        }
    }

    /// <summary>Reports pins that a used bus or a kept interface needs for itself; called when all are
    /// known.</summary>
    public void RefuseReservedPins(IReadOnlyCollection<string> interfacesKept)
    {
        if (board is null) { return; }
        foreach (Located<string> used in _pinsUsed)
        {
            string? owner = board.Pins.First(pin => pin.Name == used.Value).ReservedFor;
            if (owner is null) { continue; }
            bool isBus = board.Buses.Any(bus => bus.Name == owner);
            bool isInterface = board.Interfaces.Any(each => each.Name == owner);
            bool isFree = (isBus || isInterface) && !_busesUsed.Contains(owner) && !interfacesKept.Contains(owner);
            if (!isFree) { Errors.Add(used.At, $"pin reserved for {owner}", used.Value, "a free pin"); }
        }
    }

    private static string PinNames(BoardProfile board) => board.Pins.Length switch
    {
        0 => "a board with pins",
        1 => board.Pins[0].Name,
        _ => $"one of {board.Pins[0].Name} ... {board.Pins[^1].Name} ({board.Pins.Length})",
    };
}
