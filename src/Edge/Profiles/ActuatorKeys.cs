namespace Edge.Profiles;

/// <summary>The keys of one of <c>actuators</c>.</summary>
internal static class ActuatorKeys
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
        "Name of the actuator, unique in the site.");

    public static Key<string> Pin { get; } = Key<string>.Required("pin", Names.OfBoards("a pin of the board"),
        "A pin of the board, alone on it.");

    public static Key<bool> Safe { get; } = Key<bool>.Required("safe", OnOff,
        "The state at start and shutdown, and when what its rules read is unknown or too old. There is no default.");

    public static Key<bool> ActiveLow { get; } = Key<bool>.Optional("active-low", Shapes.Truth,
        "True where the relay board switches on at low level. Default false.");

    public static Key<TimeSpan> MaxInputAge { get; } = Key<TimeSpan>.Optional("max-input-age",
        NumberShapes.Duration(TimeSpan.FromMilliseconds(100), Day),
        "An unknown or old input is tolerated this long before the safe state is taken. Default 30s.");

    public static Key<TimeSpan> MinOn { get; } = Key<TimeSpan>.Optional("min-on",
        NumberShapes.Duration(TimeSpan.Zero, Day),
        "Once on, it stays on at least this long, except towards the safe state. Default 0s.");

    public static Key<TimeSpan> MinOff { get; } = Key<TimeSpan>.Optional("min-off",
        NumberShapes.Duration(TimeSpan.Zero, Day),
        "Once off, it stays off at least this long, except towards the safe state. Default 0s.");

    public static KeyTable Table { get; } = new("an actuator",
    [
        Name.Description, Pin.Description, Safe.Description, ActiveLow.Description, MaxInputAge.Description,
        MinOn.Description, MinOff.Description,
    ]);

    /// <summary>The words of a switch.</summary>
    public static Shape<bool> OnOff => Shapes.Word("not a state", ("on", true), ("off", false));
}
