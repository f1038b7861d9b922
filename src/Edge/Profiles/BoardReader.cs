using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>What came of reading a board profile.</summary>
/// <param name="Board">What could be understood; null where that was nothing. Usable only without
/// errors.</param>
public sealed record BoardReading(BoardProfile? Board, ImmutableArray<SiteError> Errors)
{
    public bool IsUsable => Board is not null && Errors.IsEmpty;
}

/// <summary>Reads a board profile; finds every mistake in one go.</summary>
/// <remarks>Hostile text costs bounded memory and time and never an exception. Thread-safe.
/// Source: docs/formats/board-profile.md.</remarks>
public static class BoardReader
{
    /// <summary>Reads the text of a profile.</summary>
    /// <param name="fileName">The name that errors are reported under.</param>
    /// <param name="expectedName">The name the profile must have, or null where any will do.</param>
    public static BoardReading Read(string text, string fileName, string? expectedName = null)
    {
        var errors = new ErrorList(fileName);
        MapReader? map = FormatVersion.Open(YamlText.Parse(text, errors), BoardKeys.Table, errors);
        if (map is null) { return new(null, errors.InOrder()); }
        BoardProfile board = ReadBoard(map, expectedName, errors);
        return new(board, errors.InOrder());
    }

    private static BoardProfile ReadBoard(MapReader map, string? expectedName, ErrorList errors)
    {
        string name = "";
        string description = "";
        BoardKind kind = BoardKind.Linux;
        if (map.TryGet(BoardKeys.Board, out MapReader? identity))
        {
            name = identity.Get(BoardKeys.Identity.Name, "");
            description = identity.Get(BoardKeys.Identity.Description, "");
            kind = identity.Get(BoardKeys.Identity.Kind, BoardKind.Linux);
            if (expectedName is not null && name.Length > 0 && name != expectedName)
            {
                errors.Add(identity.PlaceOf(BoardKeys.Identity.Name), "name is not that of the file", name,
                    expectedName);
            }
        }
        return new(name, description, kind, ReadBuses(map, errors), ReadPins(map, errors),
            ReadInterfaces(map, errors),
            map.Get(BoardKeys.Watchdog!, null), map.Get(BoardKeys.BootSelector!, null));
    }

    private static ImmutableArray<BoardBus> ReadBuses(MapReader board, ErrorList errors)
    {
        var names = new NameTable("bus", errors);
        var buses = ImmutableArray.CreateBuilder<BoardBus>();
        foreach (MapReader map in board.Get(BoardKeys.Buses, []))
        {
            BusKind kind = map.Get(BoardKeys.Bus.Kind, BusKind.I2c);
            string path = map.Get(BoardKeys.Bus.Path, "");
            if (map.TryGet(BoardKeys.Bus.Name, out string? name)
                && names.Claim(name, map.PlaceOf(BoardKeys.Bus.Name)))
            {
                buses.Add(new(name, kind, path));
            }
        }
        return buses.ToImmutable();
    }

    private static ImmutableArray<BoardPin> ReadPins(MapReader board, ErrorList errors)
    {
        var names = new NameTable("pin", errors);
        var lines = new NameTable("line", errors);
        var positions = new NameTable("header position", errors);
        string usualChip = board.Get(BoardKeys.GpioChip, "");
        var pins = ImmutableArray.CreateBuilder<BoardPin>();
        foreach (MapReader map in board.Get(BoardKeys.Pins, []))
        {
            string chip = map.Get(BoardKeys.Pin.Chip, usualChip);
            int line = map.Get(BoardKeys.Pin.Line, -1);
            int header = map.Get(BoardKeys.Pin.Header, 0);
            string? reservedFor = map.Get(BoardKeys.Pin.ReservedFor!, null);
            if (chip.Length == 0 && !board.Has(BoardKeys.GpioChip) && !map.Has(BoardKeys.Pin.Chip))
            {
                errors.Add(map.At, "pin without a chip", map.Get(BoardKeys.Pin.Name, ""),
                    "gpio-chip, or chip here");
            }
            if (line >= 0) { lines.Claim($"{chip} line {line}", map.PlaceOf(BoardKeys.Pin.Line)); }
            if (header > 0) { positions.Claim($"{header}", map.PlaceOf(BoardKeys.Pin.Header)); }
            if (map.TryGet(BoardKeys.Pin.Name, out string? name)
                && names.Claim(name, map.PlaceOf(BoardKeys.Pin.Name)))
            {
                pins.Add(new(name, header, chip, Math.Max(line, 0), reservedFor));
            }
        }
        return pins.ToImmutable();
    }

    private static ImmutableArray<BoardInterface> ReadInterfaces(MapReader board, ErrorList errors)
    {
        var names = new NameTable("interface", errors);
        var interfaces = ImmutableArray.CreateBuilder<BoardInterface>();
        foreach (MapReader map in board.Get(BoardKeys.Interfaces, []))
        {
            string kind = map.Get(BoardKeys.Interface.Kind, "");
            ImmutableArray<string> steps =
                [.. map.Get(BoardKeys.Interface.Disable, []).Select(step => step.Value)];
            if (map.TryGet(BoardKeys.Interface.Name, out string? name)
                && names.Claim(name, map.PlaceOf(BoardKeys.Interface.Name)))
            {
                interfaces.Add(new(name, kind, steps));
            }
        }
        return interfaces.ToImmutable();
    }
}
