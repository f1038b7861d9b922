using System.Collections.Immutable;
using ListKey = Edge.Profiles.Key<System.Collections.Immutable.ImmutableArray<Edge.Profiles.MapReader>>;

namespace Edge.Profiles;

/// <summary>The keys of a site file, from the top.</summary>
internal static class SiteKeys
{
    public static Key<int> Edge { get; } = Key<int>.Required(FormatVersion.Key, FormatVersion.Shape,
        "Version of the file's format.");

    public static Key<MapReader> Site { get; } = Key<MapReader>.Required("site", Shapes.Map(Identity.Table),
        "What this gateway is for and who answers for it.");

    public static Key<string> Board { get; } = Key<string>.Required("board",
        Names.Of("the name of a board profile"),
        "Name of the board profile: what the gateway is made of.");

    public static Key<string> Scenario { get; } = Key<string>.Optional("scenario", Shapes.Text(200),
        "What happens on a simulated board; a file, relative to this one.");

    public static Key<GuardMode> Guard { get; } = Key<GuardMode>.Optional("guard",
        Shapes.Word("unknown guard mode", ("enforce", GuardMode.Enforce), ("report-only", GuardMode.ReportOnly)),
        "enforce (default): the uplink opens only when what is not declared was read back as off. "
        + "report-only: it opens all the same; for a developer's machine.");

    public static Key<string> Holidays { get; } = Key<string>.Optional("holidays", Shapes.Text(200),
        "The public holidays of the place; a file, relative to this one.");

    public static ListKey Modes { get; } = ListKey.Optional("modes",
        Shapes.List("modes", Shapes.Map(Mode.Table), SiteLimits.MaxModes),
        "What people decide and rules look at, as mode.NAME.");

    public static ListKey Sensors { get; } = ListKey.Optional("sensors",
        Shapes.List("sensors", Shapes.Map(SensorKeys.Table), SiteLimits.MaxSensors),
        "The sensors and their channels.");

    public static ListKey Actuators { get; } = ListKey.Optional("actuators",
        Shapes.List("actuators", Shapes.Map(ActuatorKeys.Table), SiteLimits.MaxActuators),
        "What the gateway switches.");

    public static ListKey Rules { get; } = ListKey.Optional("rules",
        Shapes.List("rules", Shapes.Map(RuleKeys.Table), SiteLimits.MaxRules), "When it switches them.");

    public static ListKey Interlocks { get; } = ListKey.Optional("interlocks",
        Shapes.List("interlocks", Shapes.Map(GroupKeys.Interlock), SiteLimits.MaxGroups),
        "Groups of actuators of which one at most is on.");

    public static ListKey SoftStarts { get; } = ListKey.Optional("soft-starts",
        Shapes.List("soft starts", Shapes.Map(GroupKeys.SoftStart), SiteLimits.MaxGroups),
        "Groups of actuators that are switched on one by one.");

    public static ListKey Streams { get; } = ListKey.Optional("streams",
        Shapes.List("streams", Shapes.Map(StreamKeys.Table), SiteLimits.MaxStreams),
        "What is sealed, and for whom.");

    public static ListKey Recipients { get; } = ListKey.Optional("recipients",
        Shapes.List("recipients", Shapes.Map(Recipient.Table), SiteLimits.MaxRecipients), "Who may open streams.");

    public static Key<MapReader> Uplink { get; } = Key<MapReader>.Optional("uplink", Shapes.Map(UplinkTo.Table),
        "Where sealed records go. Without it they stay in the outbox.");

    public static Key<MapReader> Outbox { get; } = Key<MapReader>.Optional("outbox", Shapes.Map(OutboxOf.Table),
        "How much may wait on this gateway.");

    public static Key<MapReader> Interfaces { get; } = Key<MapReader>.Optional("interfaces",
        Shapes.Map(Kept.Table),
        "On-board interfaces. What is not kept is switched off.");

    public static Key<MapReader> Hardening { get; } = Key<MapReader>.Optional("hardening",
        Shapes.Map(HardeningKeys.Table),
        "What the guard leaves on beside the interfaces kept: services, peers, USB devices. Everything else is off.");

    public static Key<MapReader> Resources { get; } = Key<MapReader>.Optional("resources",
        Shapes.Map(ResourceKeys.Table), "What counts as short on this gateway, where the usual is not right.");

    public static KeyTable Table { get; } = new("a site file",
    [
        Edge.Description, Site.Description, Board.Description, Scenario.Description, Guard.Description,
        Holidays.Description, Modes.Description, Sensors.Description, Actuators.Description, Rules.Description,
        Interlocks.Description, SoftStarts.Description, Streams.Description, Recipients.Description,
        Uplink.Description, Outbox.Description, Interfaces.Description, Hardening.Description,
        Resources.Description,
    ]);

    /// <summary>Under <c>site</c>.</summary>
    internal static class Identity
    {
        public static Key<string> Id { get; } = Key<string>.Required("id", Names.Plain, "Short name of the site.");

        public static Key<string> Purpose { get; } = Key<string>.Required("purpose", Shapes.Text(500),
            "Why the readings are taken. An auditor reads it.");

        public static Key<string> Owner { get; } = Key<string>.Required("owner", Shapes.Text(200),
            "Who answers for the gateway and its data.");

        public static Key<string> Contact { get; } = Key<string>.Required("contact", Shapes.Text(200),
            "Whom to call: a role with telephone or mail, rather than a person.");

        public static Key<MapReader> Position { get; } = Key<MapReader>.Optional("position", Shapes.Map(Geo.Table),
            "Where the gateway stands, WGS 84.");

        public static Key<TimeZoneInfo> TimeZone { get; } = Key<TimeZoneInfo>.Optional("time-zone", ZoneShape.Zone,
            "Zone of local time in rules, such as Europe/Berlin. Default UTC.");

        public static KeyTable Table { get; } = new("the site",
        [
            Id.Description, Purpose.Description, Owner.Description, Contact.Description, Position.Description,
            TimeZone.Description,
        ]);
    }

    /// <summary>One of <c>modes</c>.</summary>
    internal static class Mode
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.Mode,
            "Rules see it as mode.NAME.");

        public static Key<ImmutableArray<Located<string>>> Values { get; } =
            Key<ImmutableArray<Located<string>>>.Required("values",
                Shapes.List("values", Names.Plain.Located(), SiteLimits.MaxModeValues, min: 2),
                "What it may be; the first until somebody chooses another.");

        public static KeyTable Table { get; } = new("a mode", [Name.Description, Values.Description]);
    }

    /// <summary>Under <c>site: position</c>.</summary>
    internal static class Geo
    {
        public static Key<double> Latitude { get; } = Key<double>.Required("latitude",
            NumberShapes.Number(-90, 90),
            "Degrees north.");

        public static Key<double> Longitude { get; } = Key<double>.Required("longitude",
            NumberShapes.Number(-180, 180),
            "Degrees east.");

        public static KeyTable Table { get; } = new("a position", [Latitude.Description, Longitude.Description]);
    }

    /// <summary>One of <c>recipients</c>.</summary>
    internal static class Recipient
    {
        public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain,
            "Name of the enrolment file in the trust folder, without its ending.");

        public static Key<string> Fingerprint { get; } = Key<string>.Optional("fingerprint",
            Shapes.Pattern("not a fingerprint", "64 hexadecimal digits", 64, Patterns.Fingerprint()),
            "SHA-256 of the public key. Without it the trust folder alone decides.");

        public static KeyTable Table { get; } = new("a recipient", [Name.Description, Fingerprint.Description]);
    }

    /// <summary>Under <c>uplink</c>.</summary>
    internal static class UplinkTo
    {
        public static Key<string> Collector { get; } = Key<string>.Required("collector",
            Names.Of("the name of a collector's enrolment file"),
            "Name of the collector's enrolment file in the trust folder, without its ending.");

        public static Key<TimeSpan> Every { get; } = Key<TimeSpan>.Optional("every",
            NumberShapes.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
            "How often waiting records are offered. Default 10s.");

        public static KeyTable Table { get; } = new("the uplink", [Collector.Description, Every.Description]);
    }

    /// <summary>Under <c>outbox</c>.</summary>
    internal static class OutboxOf
    {
        public static Key<long> Budget { get; } = Key<long>.Optional("budget",
            NumberShapes.Size(64L << 10, 1L << 40, "64MiB"),
            "The outbox never grows beyond this; what must go leaves a signed tombstone. Default 64MiB.");

        public static KeyTable Table { get; } = new("the outbox", [Budget.Description]);
    }

    /// <summary>Under <c>interfaces</c>.</summary>
    internal static class Kept
    {
        public static Key<ImmutableArray<Located<string>>> Keep { get; } =
            Key<ImmutableArray<Located<string>>>.Optional(
            "keep", Shapes.List("interfaces", Names.OfBoards("an interface of the board").Located(), 64),
            "Interfaces of the board profile that stay on.");

        public static KeyTable Table { get; } = new("interfaces", [Keep.Description]);
    }
}
