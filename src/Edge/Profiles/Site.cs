using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>What one gateway is for and what it uses, written by an operator; checked as a whole before
/// anything starts.</summary>
/// <remarks>Only the reader of site files makes one. What is not declared is off.</remarks>
public sealed record Site(
    string Id,
    string Purpose,
    string Owner,
    string Contact,
    GeoPosition? Position,
    BoardProfile Board,
    string? ScenarioPath,
    GuardMode Guard,
    ImmutableArray<SensorDeclaration> Sensors,
    ImmutableArray<ChannelDeclaration> Channels,
    ImmutableArray<ActuatorDeclaration> Actuators,
    ImmutableArray<RuleDeclaration> Rules,
    ImmutableArray<StreamDeclaration> Streams,
    ImmutableArray<RecipientDeclaration> Recipients,
    UplinkDeclaration? Uplink,
    OutboxDeclaration Outbox,
    ImmutableArray<string> InterfacesKept)
{
    /// <summary>Groups of actuators of which one at most is on; an actuator is in one of them at
    /// most.</summary>
    public ImmutableArray<InterlockDeclaration> Interlocks { get; init; } = [];

    /// <summary>Groups of actuators that are switched on one by one; an actuator is in one of them at
    /// most.</summary>
    public ImmutableArray<SoftStartDeclaration> SoftStarts { get; init; } = [];

    /// <summary>The zone of the clock on the town hall; UTC by default.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The file of public holidays, relative to the site file; null: none.</summary>
    public string? HolidaysPath { get; init; }

    /// <summary>What that file says.</summary>
    public Holidays Holidays { get; init; } = Holidays.None;

    public ImmutableArray<ModeDeclaration> Modes { get; init; } = [];

    /// <summary>What the guard leaves on beside the interfaces kept.</summary>
    public HardeningDeclaration Hardening { get; init; } = HardeningDeclaration.Usual;

    /// <summary>What counts as short, in the order of the catalogue.</summary>
    public ImmutableArray<ResourceThreshold> Resources { get; init; } = ResourceCatalogue.Usual;
}

/// <summary>Something that people decide and rules look at, such as whether there is a town
/// festival.</summary>
/// <param name="Index">Its position in <see cref="Site.Modes"/>.</param>
/// <param name="Name">Rules see it as <c>mode.NAME</c>.</param>
/// <param name="Values">What it may be, 2 to 16 names; the first until somebody chooses another.</param>
public sealed record ModeDeclaration(int Index, string Name, ImmutableArray<string> Values, SourcePosition At);

/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
public readonly record struct GeoPosition(double Latitude, double Longitude);

public enum GuardMode : byte
{
    /// <summary>The uplink opens only on a green hardening report. The default.</summary>
    Enforce = 1,
    /// <summary>The uplink opens although nothing was enforced; for a developer's machine.</summary>
    ReportOnly = 2,
}

/// <param name="Driver">A name in <see cref="DriverCatalogue"/>.</param>
/// <param name="Bus">A bus of the board; null for pin and host drivers.</param>
/// <param name="Address">The 7-bit I2C address; null where there is none.</param>
/// <param name="Pin">A pin of the board; null unless the driver reads a line.</param>
/// <param name="Every">Sampling interval, 10 ms to 1 day.</param>
/// <param name="Options">The driver's own settings, checked against the catalogue, defaults filled in;
/// numbers as written.</param>
public sealed record SensorDeclaration(
    string Name,
    DriverDescription Driver,
    string? Bus,
    int? Address,
    string? Pin,
    TimeSpan Every,
    ImmutableSortedDictionary<string, string> Options,
    ImmutableArray<ChannelDeclaration> Channels,
    SourcePosition At);

/// <summary>One quantity of one sensor as the rest of the gateway knows it.</summary>
/// <param name="Index">Its position in <see cref="Site.Channels"/>.</param>
/// <param name="Name">Dotted lower-case name, unique in the site, such as <c>air.temperature</c>; CEL sees
/// it under this name.</param>
/// <param name="Quantity">What the driver calls it, such as <c>temperature</c>.</param>
/// <param name="Resolution">The smallest step kept, in <paramref name="Unit"/>; values are sealed as whole
/// multiples of it.</param>
public sealed record ChannelDeclaration(
    int Index,
    string Name,
    string Sensor,
    string Quantity,
    Unit Unit,
    double Resolution,
    Conditioning Conditioning,
    SourcePosition At);

/// <summary>What happens to a raw value, in this order: scale and offset, range check, median, clamp,
/// deadband, stuck check.</summary>
/// <param name="Scale">Multiplier; 1 by default; not 0.</param>
/// <param name="Offset">Added after scaling; 0 by default.</param>
/// <param name="Range">Outside it the reading is bad, <c>OutOfRange</c>; null: the data sheet's
/// range.</param>
/// <param name="MedianOf">Length of the median filter: odd, 1 (none) to 31.</param>
/// <param name="Clamp">Limits the value and marks it uncertain, <c>Clamped</c>; null: none.</param>
/// <param name="Deadband">A change smaller than this is not passed to the stream; 0: every reading is.
/// Rules always see every reading.</param>
/// <param name="StuckAfter">The same raw value for longer than this makes the reading uncertain,
/// <c>Stuck</c>; null: never.</param>
public sealed record Conditioning(
    double Scale, double Offset, Interval? Range, int MedianOf, Interval? Clamp, double Deadband, TimeSpan? StuckAfter)
{
    public static Conditioning None { get; } = new(1, 0, null, 1, null, 0, null);
}

/// <summary>A closed interval, Minimum &lt;= Maximum.</summary>
public readonly record struct Interval(double Minimum, double Maximum)
{
    public bool Contains(double value) => value >= Minimum && value <= Maximum;
}

/// <param name="Index">Its position in <see cref="Site.Streams"/>.</param>
/// <param name="Channels">Indices into <see cref="Site.Channels"/>, in the order of the site file; at most
/// 64.</param>
/// <param name="Events">True: rule actions of every actuator travel in this stream too.</param>
/// <param name="SealEvery">Readings wait at most this long in memory: the bound of what a power cut may
/// cost.</param>
/// <param name="MaxReadings">A batch is sealed at this many readings even before; 1 to 10 000.</param>
/// <param name="Priority">Higher is delivered first and dropped last; 0 to 9.</param>
public sealed record StreamDeclaration(
    int Index,
    string Name,
    ImmutableArray<int> Channels,
    bool Events,
    TimeSpan SealEvery,
    int MaxReadings,
    int Priority,
    ProtectionNeed Confidentiality,
    ProtectionNeed Integrity,
    ProtectionNeed Availability,
    bool Personal,
    ImmutableArray<string> Recipients,
    SourcePosition At);

/// <summary>Schutzbedarf (BSI-Standard 200-2, 8.2).</summary>
public enum ProtectionNeed : byte { Normal = 1, High = 2, VeryHigh = 3 }

/// <summary>Somebody who may open streams that name it.</summary>
/// <param name="Fingerprint">SHA-256 of the public key as 64 hexadecimal digits, or null where the trust
/// folder alone decides.</param>
public sealed record RecipientDeclaration(string Name, string? Fingerprint, SourcePosition At);

/// <param name="Collector">Name of the collector's enrolment file in the trust folder: its address, TLS
/// pin, receipt key and recipient key.</param>
/// <param name="Every">How often waiting records are offered; 100 ms to 1 day.</param>
public sealed record UplinkDeclaration(string Collector, TimeSpan Every, SourcePosition At);

/// <param name="BudgetBytes">The outbox never grows beyond this; what must go leaves a signed tombstone. 64
/// KiB to 1 TiB.</param>
public sealed record OutboxDeclaration(long BudgetBytes);
