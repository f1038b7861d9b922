namespace Edge.Profiles;

/// <summary>The keys of one of a sensor's <c>channels</c>.</summary>
internal static class ChannelKeys
{
    private const double Most = 1e15;

    public static Key<string> Name { get; } = Key<string>.Required("name", Names.Channel,
        "Name of the channel, unique in the site; conditions read it under this name.");

    public static Key<string> Quantity { get; } = Key<string>.Required("quantity",
        Names.Of("a quantity of the driver"),
        "What the driver measures.");

    public static Key<Unit> Unit { get; } = Key<Unit>.Optional("unit", UnitWords.Shape,
        "Unit after scale and offset, where they change it.");

    public static Key<double> Resolution { get; } = Key<double>.Optional("resolution",
        NumberShapes.Number(1e-9, 1e9),
        "Smallest step kept when sealed. Default: the driver's, times scale.");

    public static Key<double> Scale { get; } = Key<double>.Optional("scale", NumberShapes.Number(-1e9, 1e9),
        "The raw value is multiplied by this. Default 1.");

    public static Key<double> Offset { get; } = Key<double>.Optional("offset", NumberShapes.Number(-Most, Most),
        "Added after scaling. Default 0.");

    public static Key<Interval> Range { get; } = Key<Interval>.Optional("range", NumberShapes.Interval,
        "Outside of it the reading is bad. Default: what the data sheet allows.");

    public static Key<int> Median { get; } = Key<int>.Optional("median", NumberShapes.Whole(1, 31),
        "Length of the median filter, odd. Default 1: none.");

    public static Key<Interval> Clamp { get; } = Key<Interval>.Optional("clamp", NumberShapes.Interval,
        "Limits the value and marks it uncertain. Default: none.");

    public static Key<double> Deadband { get; } = Key<double>.Optional("deadband", NumberShapes.Number(0, Most),
        "A smaller change is not sent; rules see every reading. Default 0.");

    public static Key<TimeSpan> StuckAfter { get; } = Key<TimeSpan>.Optional("stuck-after",
        NumberShapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        "The same raw value for longer makes the reading uncertain. Default: never.");

    public static KeyTable Table { get; } = new("a channel",
    [
        Name.Description, Quantity.Description, Unit.Description, Resolution.Description, Scale.Description,
        Offset.Description, Range.Description, Median.Description, Clamp.Description, Deadband.Description,
        StuckAfter.Description,
    ]);
}
