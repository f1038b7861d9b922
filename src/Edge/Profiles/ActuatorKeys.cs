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

    public static Key<TimeSpan> MaxOn { get; } = Key<TimeSpan>.Optional("max-on",
        NumberShapes.Duration(TimeSpan.FromSeconds(1), Day),
        "Once on, it goes off after this long, whatever anybody wants; then min-off counts. Only where safe is off.");

    public static Key<MapReader> MaxSwitches { get; } = Key<MapReader>.Optional("max-switches",
        Shapes.Map(Switching.Table),
        "How often it may leave its safe state: what its relay and its motor bear.");

    public static Key<TimeSpan> StartSpread { get; } = Key<TimeSpan>.Optional("start-spread",
        NumberShapes.Duration(TimeSpan.Zero, Day),
        "After a power cut it stays in its safe state for a part of this time, on each device another. Default 0s.");

    public static Key<MapReader> ReadBack { get; } = Key<MapReader>.Optional("read-back", Shapes.Map(Confirmation.Table),
        "A channel that tells whether it is really on.");

    public static Key<MapReader> Override { get; } = Key<MapReader>.Optional("override", Shapes.Map(Grant.Table),
        "What a person may do with it on the spot.");

    public static KeyTable Table { get; } = new("an actuator",
    [
        Name.Description, Pin.Description, Safe.Description, ActiveLow.Description, MaxInputAge.Description,
        MinOn.Description, MinOff.Description, MaxOn.Description, MaxSwitches.Description, StartSpread.Description,
        ReadBack.Description, Override.Description,
    ]);

    /// <summary>Under <c>max-switches</c>.</summary>
    internal static class Switching
    {
        public static Key<int> Count { get; } = Key<int>.Required("count", NumberShapes.Whole(1, 60),
            "So many times,");

        public static Key<TimeSpan> Per { get; } = Key<TimeSpan>.Required("per",
            NumberShapes.Duration(TimeSpan.FromSeconds(1), Day),
            "in any span of this length.");

        public static KeyTable Table { get; } = new("a switching rate", [Count.Description, Per.Description]);
    }

    /// <summary>Under <c>read-back</c>.</summary>
    internal static class Confirmation
    {
        public static Key<string> Channel { get; } = Key<string>.Required("channel", Names.Channel,
            "The channel that is read back, such as a contact or a current.");

        public static Key<double> OnAbove { get; } = Key<double>.Optional("on-above", NumberShapes.Number(-1e15, 1e15),
            "From this value of the channel on the actuator is on. Default 0.5, which suits a contact.");

        public static Key<TimeSpan> Within { get; } = Key<TimeSpan>.Required("within",
            NumberShapes.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            "How long the actuator has to follow. Longer than the channel's interval.");

        public static KeyTable Table { get; } = new("a read-back",
            [Channel.Description, OnAbove.Description, Within.Description]);
    }

    /// <summary>Under <c>override</c>.</summary>
    internal static class Grant
    {
        public static Key<TimeSpan> Longest { get; } = Key<TimeSpan>.Optional("longest",
            NumberShapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(31)),
            "How long a person's override may last; 0s: there is none. Default 1d.");

        public static Key<bool> OverInterlock { get; } = Key<bool>.Optional("over-interlock", Shapes.Truth,
            "True: an override passes the interlock of the actuator's group. Default false.");

        public static KeyTable Table { get; } = new("an override", [Longest.Description, OverInterlock.Description]);
    }

    /// <summary>The words of a switch.</summary>
    public static Shape<bool> OnOff => Shapes.Word("not a state", ("on", true), ("off", false));
}
