using System.Collections.Immutable;

namespace Edge.Profiles;

/// <param name="Index">Its position in <see cref="Site.Actuators"/>.</param>
/// <param name="ActiveLow">True where the relay board switches on at low level.</param>
/// <param name="SafeOn">The safe state: true is on. Applied before the first scan, on unknown input, at
/// shutdown.</param>
/// <param name="MaxInputAge">How long an unknown or unfresh input is tolerated before the safe state is
/// taken.</param>
/// <param name="MinOn">Once on, it stays on at least this long, except when the safe state is taken in
/// doubt, at start or at shutdown.</param>
/// <param name="MinOff">Once off, it stays off at least this long, except when the safe state is taken in
/// doubt, at start or at shutdown.</param>
/// <param name="MaxInputAgeAt">Where <paramref name="MaxInputAge"/> is written; the actuator where it is
/// the default.</param>
public sealed record ActuatorDeclaration(
    int Index,
    string Name,
    string Pin,
    bool ActiveLow,
    bool SafeOn,
    TimeSpan MaxInputAge,
    TimeSpan MinOn,
    TimeSpan MinOff,
    SourcePosition At,
    SourcePosition MaxInputAgeAt = default)
{
    /// <summary>Once on, it is off again after this long, whatever anybody wants; zero: it may stay
    /// on.</summary>
    public TimeSpan MaxOn { get; init; }

    /// <summary>How often it may leave its safe state; null: as often as anybody wants.</summary>
    public SwitchingDeclaration? MaxSwitches { get; init; }

    /// <summary>After a power cut it leaves its safe state within this time only, each device and actuator
    /// after its own part of it.</summary>
    public TimeSpan StartSpread { get; init; }

    /// <summary>Null: nothing tells whether it is really on.</summary>
    public ReadBackDeclaration? ReadBack { get; init; }

    public OverrideGrant Override { get; init; } = OverrideGrant.Usual;
}

/// <summary>So many times in any span of a length; 1 to 60 times, 1 s to 1 day.</summary>
public sealed record SwitchingDeclaration(int Count, TimeSpan Per);

/// <summary>A channel that tells whether an actuator is on.</summary>
/// <param name="OnAbove">On from this value on; 0.5 suits a switch.</param>
/// <param name="Within">How long the actuator has to follow; 100 ms to 1 hour.</param>
public sealed record ReadBackDeclaration(string Channel, double OnAbove, TimeSpan Within, SourcePosition At);

/// <summary>What a person may do with an actuator.</summary>
/// <param name="Longest">Of an override; zero: nobody may. At most 31 days.</param>
/// <param name="OverInterlock">True: an override passes the interlock of the actuator's group.</param>
public sealed record OverrideGrant(TimeSpan Longest, bool OverInterlock)
{
    public static OverrideGrant Usual { get; } = new(TimeSpan.FromDays(1), false);
}

/// <summary>Actuators of which one at most is on.</summary>
/// <param name="Actuators">Indices into <see cref="Site.Actuators"/>, in the order of the file; 2 to
/// 32.</param>
/// <param name="Wait">All are off for this long before the next goes on; 100 ms to 1 hour.</param>
public sealed record InterlockDeclaration(
    string Name, ImmutableArray<int> Actuators, TimeSpan Wait, SourcePosition At);

/// <summary>Actuators that are switched on one by one.</summary>
/// <param name="Actuators">Indices into <see cref="Site.Actuators"/>, in the order of the file; 2 to
/// 256.</param>
/// <param name="Gap">Between one and the next; 100 ms to 1 hour.</param>
public sealed record SoftStartDeclaration(
    string Name, ImmutableArray<int> Actuators, TimeSpan Gap, SourcePosition At);
