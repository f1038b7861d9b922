namespace Edge.Profiles;

/// <summary>Wants an actuator on while its condition holds.</summary>
/// <param name="Condition">CEL text over channel names, of type bool; null where only the hysteresis
/// decides.</param>
/// <param name="ConditionAt">Where the text of the condition starts in the file.</param>
/// <param name="HeldFor">The condition must hold this long without a break first (IEC 61131-3 TON).</param>
/// <param name="Priority">Between rules on one actuator the higher number wins; -1000 to 1000, 0 by
/// default.</param>
/// <param name="SwitchOn">What the rule wants while it holds: true on, false off.</param>
public sealed record RuleDeclaration(
    string Name,
    string Actuator,
    string? Condition,
    SourcePosition ConditionAt,
    HysteresisDeclaration? Hysteresis,
    TimeSpan HeldFor,
    int Priority,
    bool SwitchOn,
    SourcePosition At)
{
    /// <summary>Null: the rule has none.</summary>
    public LatchDeclaration? Latch { get; init; }

    /// <summary>Null: at any time.</summary>
    public ScheduleDeclaration? Schedule { get; init; }

    /// <summary>It holds this long after its condition no longer does (IEC 61131-3 TOF); zero: not at
    /// all.</summary>
    public TimeSpan OffDelay { get; init; }

    /// <summary>It holds this long from the moment on at which its condition begins to (IEC 61131-3 TP);
    /// zero: as long as the condition.</summary>
    public TimeSpan Pulse { get; init; }

    /// <summary>After it held it does not hold again for this long; zero: it may at once.</summary>
    public TimeSpan Cooldown { get; init; }
}

/// <summary>Holds from the moment one condition holds until another does (IEC 61131-3 RS, SR).</summary>
/// <param name="SetDominates">Which of them counts while both hold.</param>
public sealed record LatchDeclaration(
    string Set, SourcePosition SetAt, string Reset, SourcePosition ResetAt, bool SetDominates, SourcePosition At);

/// <summary>Holds from the moment the channel passes <paramref name="On"/> until it passes
/// <paramref name="Off"/> on the way back.</summary>
/// <remarks>On &gt; Off: holds above; On &lt; Off: holds below. Equal is refused.</remarks>
public sealed record HysteresisDeclaration(string Channel, double On, double Off, SourcePosition At);
