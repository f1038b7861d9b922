using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>The keys of a scenario, from the top.</summary>
internal static class ScenarioKeys
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Key<int> Edge { get; } = Key<int>.Required(FormatVersion.Key, FormatVersion.Shape,
        "Version of the file's format.");

    public static Key<MapReader> Scenario { get; } = Key<MapReader>.Required("scenario", Shapes.Map(Identity.Table),
        "Name, seed and pace.");

    public static Key<ImmutableArray<MapReader>> Curves { get; } = Key<ImmutableArray<MapReader>>.Optional("curves",
        Shapes.List("curves", Shapes.Map(Curve.Table), 64), "Quantities over time.");

    public static Key<ImmutableArray<MapReader>> Devices { get; } = Key<ImmutableArray<MapReader>>.Optional("devices",
        Shapes.List("devices", Shapes.Map(Device.Table), 64), "What is plugged into the simulated board.");

    public static Key<ImmutableArray<MapReader>> Faults { get; } = Key<ImmutableArray<MapReader>>.Optional("faults",
        Shapes.List("faults", Shapes.Map(Fault.Table), 64), "What goes wrong, and when.");

    public static KeyTable Table { get; } = new("a scenario",
        [Edge.Description, Scenario.Description, Curves.Description, Devices.Description, Faults.Description]);

    private static Shape<double> AnyNumber => NumberShapes.Number(-1e9, 1e9);

    /// <summary>Under <c>scenario</c>.</summary>
    internal static class Identity
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain, "Name of the scenario.");

        public static Key<string> Description { get; } = Key<string>.Optional("description", Shapes.Text(300),
            "What happens.");

        public static Key<int> Seed { get; } = Key<int>.Required("seed", NumberShapes.Whole(0, int.MaxValue),
            "Decides every chance: the same seed gives the same world.");

        public static Key<double> Speed { get; } = Key<double>.Optional("speed", NumberShapes.Number(0.001, 86400),
            "Seconds of the curves in one second; 1 by default. Faults always run in real time.");

        public static Key<TimeSpan> Start { get; } = Key<TimeSpan>.Optional("start",
            NumberShapes.Duration(TimeSpan.Zero, Day), "Time of day at which the run begins; 0s by default.");

        public static KeyTable Table { get; } = new("the scenario",
            [Name.Description, Description.Description, Seed.Description, Speed.Description, Start.Description]);
    }

    /// <summary>One of <c>curves</c>.</summary>
    internal static class Curve
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
            "The name inputs of devices use.");

        public static Key<double> Base { get; } = Key<double>.Required("base", AnyNumber, "What the terms are added to.");

        public static Key<ImmutableArray<MapReader>> Terms { get; } = Key<ImmutableArray<MapReader>>.Optional("terms",
            Shapes.List("terms", Shapes.Map(Term.Table), 8), "What moves it.");

        public static Key<double> Minimum { get; } = Key<double>.Optional("min", AnyNumber, "Never below this.");

        public static Key<double> Maximum { get; } = Key<double>.Optional("max", AnyNumber, "Never above this.");

        public static KeyTable Table { get; } = new("a curve",
            [Name.Description, Base.Description, Terms.Description, Minimum.Description, Maximum.Description]);
    }

    /// <summary>One of <c>terms</c>.</summary>
    internal static class Term
    {
        public static Key<TermShape> Shape { get; } = Key<TermShape>.Required("shape",
            Shapes.Word("unknown shape", ("cosine", TermShape.Cosine), ("noise", TermShape.Noise),
                ("showers", TermShape.Showers), ("wave", TermShape.Wave), ("sun", TermShape.Sun)),
            "cosine, wave and sun have their top at 'at'; noise and showers come by chance.");

        public static Key<double> Amplitude { get; } = Key<double>.Required("amplitude", AnyNumber,
            "Height of the top above the base.");

        public static Key<TimeSpan> At { get; } = Key<TimeSpan>.Optional("at",
            NumberShapes.Duration(TimeSpan.Zero, Day), "Time of the top; 12h by default.");

        public static Key<TimeSpan> Width { get; } = Key<TimeSpan>.Optional("width",
            NumberShapes.Duration(TimeSpan.FromSeconds(1), Day), "Half the length of a wave or of the day of the sun, or the "
            + "length of a shower; 6h by default.");

        public static Key<TimeSpan> Every { get; } = Key<TimeSpan>.Optional("every",
            NumberShapes.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(366)), "Period; 1d by default.");

        public static Key<double> Chance { get; } = Key<double>.Optional("chance", NumberShapes.Number(0, 1),
            "How likely a shower is in each period; 0.5 by default.");

        public static KeyTable Table { get; } = new("a term",
        [
            Shape.Description, Amplitude.Description, At.Description, Width.Description, Every.Description,
            Chance.Description,
        ]);
    }

    /// <summary>One of <c>devices</c>.</summary>
    internal static class Device
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain, "The name faults use.");

        public static Key<ModelDescription> Model { get; } = Key<ModelDescription>.Required("model",
            Shapes.Word("unknown model", [.. ModelCatalogue.All.Select(model => (model.Name, model))]),
            "The kind of device: the name of its driver.");

        public static Key<string> Bus { get; } = Key<string>.Optional("bus", Names.OfBoard, "A bus of the board.");

        public static Key<int> Address { get; } = Key<int>.Optional("address", NumberShapes.Whole(0x08, 0x77),
            "Address on the bus; the first of the model by default.");

        public static Key<string> Pin { get; } = Key<string>.Optional("pin", Names.OfBoard, "A pin of the board.");

        public static Key<YamlNode> Inputs { get; } = Key<YamlNode>.Optional("inputs",
            DriverOptions.Any with { Expected = "what the device measures" },
            "What the device measures: for each input a number or the name of a curve.");

        public static KeyTable Table { get; } = new("a device",
        [
            Name.Description, Model.Description, Bus.Description, Address.Description, Pin.Description,
            Inputs.Description,
        ]);
    }

    /// <summary>One of <c>faults</c>.</summary>
    internal static class Fault
    {
        public static Key<FaultKind> Kind { get; } = Key<FaultKind>.Required("kind",
            Shapes.Word("unknown fault", ("no-answer", FaultKind.NoAnswer), ("crc-error", FaultKind.CrcError),
                ("stuck-value", FaultKind.StuckValue), ("stuck-bus", FaultKind.StuckBus),
                ("out-of-range", FaultKind.OutOfRange)),
            "What goes wrong.");

        public static Key<Located<string>> Device { get; } = Key<Located<string>>.Optional("device",
            Names.Plain.Located(), "The device meant; not for stuck-bus.");

        public static Key<Located<string>> Bus { get; } = Key<Located<string>>.Optional("bus",
            Names.OfBoard.Located(), "The bus meant; for stuck-bus.");

        public static Key<TimeSpan> From { get; } = Key<TimeSpan>.Required("from",
            NumberShapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(366)), "Since the start of the run, in real time.");

        public static Key<TimeSpan> For { get; } = Key<TimeSpan>.Required("for",
            NumberShapes.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(366)), "How long it lasts.");

        public static Key<TimeSpan> Again { get; } = Key<TimeSpan>.Optional("again",
            NumberShapes.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(366)),
            "It begins again each time so much later; once by default.");

        public static KeyTable Table { get; } = new("a fault",
        [
            Kind.Description, Device.Description, Bus.Description, From.Description, For.Description, Again.Description,
        ]);
    }
}
