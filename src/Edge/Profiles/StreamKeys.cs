using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>The keys of one of <c>streams</c>.</summary>
internal static class StreamKeys
{
    /// <summary>Stands for every channel of the site.</summary>
    public const string AllChannels = "all";

    private static Shape<ProtectionNeed> Need => Shapes.Word("unknown protection need",
        ("normal", ProtectionNeed.Normal), ("high", ProtectionNeed.High), ("very-high", ProtectionNeed.VeryHigh));

    public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
        "Name of the stream, unique in the site. It is visible on every sealed record.");

    public static Key<ImmutableArray<Located<string>>> Channels { get; } =
        Key<ImmutableArray<Located<string>>>.Optional("channels", ChannelList(),
            "Names of channels and groups such as air.*, at most 64 channels; or all.");

    public static Key<bool> Events { get; } = Key<bool>.Optional("events", Shapes.Truth,
        "True: what rules did to actuators travels in this stream too. Default false.");

    public static Key<TimeSpan> SealEvery { get; } = Key<TimeSpan>.Optional("seal-every",
        NumberShapes.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
        "Readings wait at most this long in memory: what a power cut may cost. Default 1m.");

    public static Key<int> MaxReadings { get; } = Key<int>.Optional("max-readings",
        NumberShapes.Whole(1, SiteLimits.MaxReadingsPerBatch),
        "A batch is sealed at this many readings even before. Default 1000.");

    public static Key<int> Priority { get; } = Key<int>.Optional("priority", NumberShapes.Whole(0, 9),
        "Higher is delivered first and dropped last. Default 5.");

    public static Key<MapReader> Protection { get; } = Key<MapReader>.Optional("protection",
        Shapes.Map(Needs.Table), "Protection need after BSI-Standard 200-2. Default: normal.");

    public static Key<bool> Personal { get; } = Key<bool>.Optional("personal", Shapes.Truth,
        "True where the readings can be traced to a person. Then confidentiality must be high. Default false.");

    public static Key<ImmutableArray<Located<string>>> Recipients { get; } =
        Key<ImmutableArray<Located<string>>>.Required("recipients",
            Shapes.List("recipients", Names.Of("a recipient of the site").Located(),
                SiteLimits.MaxRecipientsPerStream, min: 1),
            "Who may open the stream.");

    public static KeyTable Table { get; } = new("a stream",
    [
        Name.Description, Channels.Description, Events.Description, SealEvery.Description, MaxReadings.Description,
        Priority.Description, Protection.Description, Personal.Description, Recipients.Description,
    ]);

    /// <summary>Under <c>protection</c>.</summary>
    internal static class Needs
    {
        public static Key<ProtectionNeed> Confidentiality { get; } =
            Key<ProtectionNeed>.Optional("confidentiality", Need, "Harm when others read it. Default normal.");

        public static Key<ProtectionNeed> Integrity { get; } =
            Key<ProtectionNeed>.Optional("integrity", Need, "Harm when it is false. Default normal.");

        public static Key<ProtectionNeed> Availability { get; } =
            Key<ProtectionNeed>.Optional("availability", Need, "Harm when it is missing. Default normal.");

        public static KeyTable Table { get; } = new("a protection need",
            [Confidentiality.Description, Integrity.Description, Availability.Description]);
    }

    /// <summary>The word <c>all</c>, or a list of names and groups.</summary>
    private static Shape<ImmutableArray<Located<string>>> ChannelList()
    {
        Shape<ImmutableArray<Located<string>>> list =
            Shapes.List("channels", Names.ChannelOrGroup.Located(), SiteLimits.MaxChannelsPerStream);
        return new(
            "a list of channels, or all",
            (YamlNode node, ErrorList errors, out ImmutableArray<Located<string>> value) =>
            {
                value = [new(AllChannels, node.At)];
                return node is YamlNode.Scalar { Text: AllChannels } || list.TryRead(node, errors, out value);
            },
            writer =>
            {
                writer.WriteStartArray("oneOf"u8);
                writer.WriteStartObject();
                writer.WriteString("const"u8, AllChannels);
                writer.WriteEndObject();
                writer.WriteStartObject();
                list.WriteSchema(writer);
                writer.WriteEndObject();
                writer.WriteEndArray();
            });
    }
}
