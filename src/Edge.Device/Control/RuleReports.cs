namespace Edge.Device.Control;

/// <summary>Why an actuator is, or was, as it is, as <c>edge explain --json</c> prints it.</summary>
/// <remarks>Names are stable; new ones are only added. Times that end in <c>UnixMs</c> are milliseconds
/// since 1970, UTC; others are durations in milliseconds. Null: there is none.</remarks>
/// <param name="AtUnixMs">The moment that is explained: the one asked for, or now.</param>
/// <param name="SinceMs">For how long it was in this state then.</param>
/// <param name="Cause">As in the status.</param>
/// <param name="Rule">The rule that led to the state.</param>
/// <param name="Wanted">What rules, or a person, wanted then.</param>
/// <param name="WantedBy">The rule that wanted it.</param>
/// <param name="Hold">What kept it from doing that.</param>
/// <param name="HeldBy">The unknown rule of a doubt, or the actuator that has the turn.</param>
/// <param name="Ends">What will end the state, in words.</param>
/// <param name="OldestUnixMs">Decisions from then on are kept.</param>
public sealed record ExplainReport(
    string Actuator, long AtUnixMs, string TimeQuality, bool On, bool SafeOn, long SinceMs, string Cause, string? Rule,
    bool Wanted, string? WantedBy, string? Hold, string? HeldBy, long? HoldEndsMs, long? OnEndsMs, string? ReadBack,
    OverrideStatus? Override, IReadOnlyList<RuleStatus> Rules, IReadOnlyList<InputStatus> Inputs,
    IReadOnlyList<string> Ends, long? OldestUnixMs)
{
    public int Version { get; init; } = 1;

    /// <summary>The modes that its rules name, as they were then.</summary>
    public IReadOnlyList<ModeStatus> Modes { get; init; } = [];
}

/// <param name="Switch">What it wants while it is true: <c>on</c>, <c>off</c>.</param>
/// <param name="Verdict"><c>true</c>, <c>false</c>, <c>unknown</c>.</param>
/// <param name="Reason">Why it is unknown.</param>
/// <param name="Channel">The channel that it lacks.</param>
/// <param name="Says">Its conditions, as the site file has them.</param>
/// <param name="TimerEndsMs">When a timer of it ends.</param>
/// <param name="Effect"><c>decides</c>, <c>agrees</c>, <c>outvoted</c>, <c>in doubt</c>, <c>none</c>.</param>
public sealed record RuleStatus(
    string Name, int Priority, string Switch, string Verdict, string? Reason, string? Channel, string Says,
    long? TimerEndsMs, string Effect);

/// <param name="Value">Null when the reading is bad.</param>
/// <param name="AgeMs">Null before the first reading.</param>
public sealed record InputStatus(string Channel, double? Value, string Symbol, string Quality, string Reason, long? AgeMs);

/// <summary>A person's decision.</summary>
/// <param name="UntilUnixMs">By the gateway's clock.</param>
public sealed record OverrideStatus(
    string Actuator, bool On, uint UserId, string Who, string Why, long SetUnixMs, long UntilUnixMs, long LeftMs);

public sealed record OverridesReport(IReadOnlyList<OverrideStatus> Overrides)
{
    public int Version { get; init; } = 1;
}

/// <summary>A mode of the site.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Values">What it may be; the first until somebody chooses another.</param>
/// <param name="Who">Who chose it; null: nobody did.</param>
/// <param name="SetUnixMs">When.</param>
/// <param name="LeftMs">Until the first value holds again; null: until somebody chooses another.</param>
public sealed record ModeStatus(
    string Name, string Value, IReadOnlyList<string> Values, uint? UserId, string? Who, long? SetUnixMs, long? LeftMs);

public sealed record ModesReport(IReadOnlyList<ModeStatus> Modes)
{
    public int Version { get; init; } = 1;
}
