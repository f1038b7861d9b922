using System.Collections.Immutable;
using ListKey = Edge.Profiles.Key<System.Collections.Immutable.ImmutableArray<Edge.Profiles.MapReader>>;

namespace Edge.Profiles;

/// <summary>The keys of a board profile, from the top.</summary>
internal static class BoardKeys
{
    public static Key<int> Edge { get; } = Key<int>.Required(FormatVersion.Key, FormatVersion.Shape,
        "Version of the file's format.");

    public static Key<MapReader> Board { get; } = Key<MapReader>.Required("board", Shapes.Map(Identity.Table),
        "What kind of board this is.");

    public static Key<string> GpioChip { get; } = Key<string>.Optional("gpio-chip", ChipLabel,
        "Label of the chip whose lines the pins are, where a pin does not name its own.");

    public static ListKey Buses { get; } = ListKey.Optional("buses",
        Shapes.List("buses", Shapes.Map(Bus.Table), 32), "Buses that sensors can be on.");

    public static ListKey Pins { get; } = ListKey.Optional("pins",
        Shapes.List("pins", Shapes.Map(Pin.Table), 256), "Lines for sensors and actuators.");

    public static ListKey Interfaces { get; } = ListKey.Optional(
        "interfaces", Shapes.List("interfaces", Shapes.Map(Interface.Table), 64),
        "Ways in and out that the board has, and how each is switched off.");

    public static Key<string> Watchdog { get; } = Key<string>.Optional("watchdog", DeviceNode,
        "The hardware watchdog.");

    public static Key<string> BootSelector { get; } = Key<string>.Optional("boot-selector",
        Shapes.Word("unknown boot selector", ("tryboot", "tryboot"), ("u-boot", "u-boot"), ("grub", "grub"),
            ("directories", "directories")),
        "What chooses the slot that starts.");

    public static KeyTable Table { get; } = new("a board profile",
    [
        Edge.Description, Board.Description, GpioChip.Description, Buses.Description, Pins.Description,
        Interfaces.Description, Watchdog.Description, BootSelector.Description,
    ]);

    private static Shape<string> ChipLabel => Shapes.Pattern(
        "not a chip label", "the label of a GPIO chip, such as pinctrl-rp1", 40, Patterns.ChipLabel());

    private static Shape<string> DeviceNode =>
        Shapes.Pattern("not a device node", "a path below /dev", 100, Patterns.DeviceNode());

    /// <summary>Under <c>board</c>.</summary>
    internal static class Identity
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
            "Name of the profile: that of its file, without the ending.");

        public static Key<string> Description { get; } = Key<string>.Required("description", Shapes.Text(300),
            "Which boards are meant.");

        public static Key<BoardKind> Kind { get; } = Key<BoardKind>.Required("kind",
            Shapes.Word("unknown kind of board", ("linux", BoardKind.Linux), ("simulated", BoardKind.Simulated)),
            "linux: real buses and lines. simulated: devices played in the process.");

        public static KeyTable Table { get; } = new("a board",
            [Name.Description, Description.Description, Kind.Description]);
    }

    /// <summary>One of <c>buses</c>.</summary>
    internal static class Bus
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.OfBoard,
            "The name site files use.");

        public static Key<BusKind> Kind { get; } = Key<BusKind>.Required("kind",
            Shapes.Word("unknown kind of bus", ("i2c", BusKind.I2c), ("serial", BusKind.Serial)),
            "What it speaks.");

        public static Key<string> Path { get; } = Key<string>.Required("path", DeviceNode,
            "The device node; without meaning on a simulated board.");

        public static KeyTable Table { get; } =
            new("a bus", [Name.Description, Kind.Description, Path.Description]);
    }

    /// <summary>One of <c>pins</c>.</summary>
    internal static class Pin
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.OfBoard,
            "The name on the header, such as GPIO17.");

        public static Key<int> Header { get; } = Key<int>.Optional("header", NumberShapes.Whole(1, 100),
            "Position on the header.");

        public static Key<string> Chip { get; } = Key<string>.Optional("chip", ChipLabel,
            "Label of the GPIO chip, where it is not gpio-chip.");

        public static Key<int> Line { get; } = Key<int>.Required("line", NumberShapes.Whole(0, 1023),
            "Line on the chip.");

        public static Key<string> ReservedFor { get; } = Key<string>.Optional("reserved-for",
            Names.OfBoards("a bus, an interface or another word"),
            "A bus or interface that needs the pin while it is used, or anything else that always does.");

        public static KeyTable Table { get; } = new("a pin",
            [Name.Description, Header.Description, Chip.Description, Line.Description, ReservedFor.Description]);
    }

    /// <summary>One of <c>interfaces</c>.</summary>
    internal static class Interface
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.OfBoard,
            "The name site files use to keep it.");

        public static Key<string> Kind { get; } = Key<string>.Required("kind",
            Shapes.Word("unknown kind of interface", [.. Kinds.Select(kind => (kind, kind))]), "What it is.");

        public static Key<ImmutableArray<Located<string>>> Disable { get; } =
            Key<ImmutableArray<Located<string>>>.Required("disable",
                Shapes.List("steps", DisableSteps.Shape.Located(), 16, min: 1),
                "How it is switched off: steps of the form mechanism:argument.");

        public static KeyTable Table { get; } = new("an interface",
            [Name.Description, Kind.Description, Disable.Description]);

        private static string[] Kinds =>
            ["wired", "radio", "usb", "display", "serial", "bus", "audio", "camera", "storage", "gadget", "debug"];
    }
}
