using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>The keys of one of <c>rules</c>.</summary>
internal static class RuleKeys
{
    private const double Most = 1e15;

    public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
        "Name of the rule, unique in the site.");

    public static Key<string> Actuator { get; } = Key<string>.Required("actuator",
        Names.Of("an actuator of the site"),
        "What the rule switches.");

    public static Key<Located<string>> When { get; } = Key<Located<string>>.Optional("when", Condition(),
        "A condition over channels in the Common Expression Language, such as air.temperature > 28.0.");

    public static Key<MapReader> Hysteresis { get; } = Key<MapReader>.Optional("hysteresis",
        Shapes.Map(Threshold.Table),
        "Holds from the moment a channel passes one threshold until it passes the other on the way back.");

    public static Key<TimeSpan> HeldFor { get; } = Key<TimeSpan>.Optional("held-for",
        NumberShapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(1)),
        "The condition must hold this long without a break first. Default 0s.");

    public static Key<MapReader> Latch { get; } = Key<MapReader>.Optional("latch", Shapes.Map(Bistable.Table),
        "Holds from the moment one condition holds until another does.");

    public static Key<ImmutableArray<MapReader>> Schedule { get; } = Key<ImmutableArray<MapReader>>.Optional("schedule",
        Shapes.List("spans of time", Shapes.Map(ScheduleKeys.Table), SiteLimits.MaxSpans, min: 1),
        "Holds while one of these spans of local time lasts.");

    public static Key<TimeSpan> OffDelay { get; } = Key<TimeSpan>.Optional("off-delay",
        NumberShapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(1)),
        "It holds this long after its condition no longer does. Default 0s.");

    public static Key<TimeSpan> Pulse { get; } = Key<TimeSpan>.Optional("pulse",
        NumberShapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(1)),
        "It holds for exactly this long from the moment its condition begins to. Default 0s: as long as the condition.");

    public static Key<TimeSpan> Cooldown { get; } = Key<TimeSpan>.Optional("cooldown",
        NumberShapes.Duration(TimeSpan.Zero, TimeSpan.FromDays(7)),
        "After it held it does not hold again for this long. Default 0s.");

    public static Key<int> Priority { get; } = Key<int>.Optional("priority", NumberShapes.Whole(-1000, 1000),
        "Between rules on one actuator the higher number wins. Default 0.");

    public static Key<bool> Switch { get; } = Key<bool>.Optional("switch", ActuatorKeys.OnOff,
        "What the rule wants while it holds. Default on.");

    public static KeyTable Table { get; } = new("a rule",
    [
        Name.Description, Actuator.Description, When.Description, Hysteresis.Description, Latch.Description,
        Schedule.Description, HeldFor.Description, OffDelay.Description, Pulse.Description, Cooldown.Description, Priority.Description,
        Switch.Description,
    ], WriteOneOf);

    /// <summary>Under <c>hysteresis</c>.</summary>
    internal static class Threshold
    {
        public static Key<string> Channel { get; } = Key<string>.Required("channel", Names.Channel,
            "The channel that is watched.");

        public static Key<double> On { get; } = Key<double>.Required("on", NumberShapes.Number(-Most, Most),
            "Holds from here: above it when on > off, below it when on < off.");

        public static Key<double> Off { get; } = Key<double>.Required("off", NumberShapes.Number(-Most, Most),
            "Holds no longer from here.");

        public static KeyTable Table { get; } = new("a hysteresis",
            [Channel.Description, On.Description, Off.Description]);
    }

    /// <summary>Under <c>latch</c>.</summary>
    internal static class Bistable
    {
        public static Key<Located<string>> Set { get; } = Key<Located<string>>.Required("set", Condition(),
            "Holds from the moment this condition holds,");

        public static Key<Located<string>> Reset { get; } = Key<Located<string>>.Required("reset", Condition(),
            "until this one does.");

        public static Key<bool> Dominant { get; } = Key<bool>.Optional("dominant",
            Shapes.Word("not a side of a latch", ("set", true), ("reset", false)),
            "Which of them counts while both hold. Default reset.");

        public static KeyTable Table { get; } = new("a latch",
            [Set.Description, Reset.Description, Dominant.Description]);
    }

    /// <summary>A text on its own terms: the compiler of rules says what is wrong in it.</summary>
    private static Shape<Located<string>> Condition()
    {
        const string Expected = "a condition such as air.temperature > 28.0";
        Shape<string> any = new(
            Expected,
            (YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out string value) =>
            {
                value = null;
                if (!Shapes.TryScalar(node, errors, Expected, out YamlNode.Scalar? scalar)) { return false; }
                // A block begins with its first letter: the place that is kept belongs to that.
                value = scalar.TextAt.Line > scalar.At.Line ? scalar.Text.Trim() : scalar.Text;
                if (value.Length is > 0 and <= SiteLimits.MaxConditionLength) { return true; }
                errors.Add(node.At, value.Length == 0 ? "no value" : "condition too long", value,
                    $"{Expected}, at most {SiteLimits.MaxConditionLength} characters");
                return false;
            },
            writer =>
            {
                writer.WriteStartArray("type"u8);
                writer.WriteStringValue("string"u8);
                writer.WriteStringValue("boolean"u8);
                writer.WriteEndArray();
                writer.WriteNumber("minLength"u8, 1);
                writer.WriteNumber("maxLength"u8, SiteLimits.MaxConditionLength);
            });
        return any.Located();
    }

    private static void WriteOneOf(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("anyOf"u8);
        foreach (string key in (string[])["when", "hysteresis", "latch", "schedule"])
        {
            writer.WriteStartObject();
            writer.WriteStartArray("required"u8);
            writer.WriteStringValue(key);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
