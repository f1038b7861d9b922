using Edge.Sensing;

namespace Edge.Rules;

/// <summary>Why an actuator has its state. The numbers travel; never reordered.</summary>
public enum ActuatorCause : byte
{
    /// <summary>A rule holds; the event names it.</summary>
    Rule = 1,
    /// <summary>No rule wants the actuator on.</summary>
    NoRule = 2,
    /// <summary>The safe state before the first scan.</summary>
    Start = 3,
    /// <summary>The safe state at an orderly shutdown.</summary>
    Shutdown = 4,
    /// <summary>The safe state because an input was unknown or stale for longer than declared.</summary>
    StaleInput = 5,
    /// <summary>A person decided, for a time.</summary>
    Override = 6,
    /// <summary>Off, because another actuator of its interlock group has the turn.</summary>
    Interlock = 7,
    /// <summary>Off, because it was on for as long as it may be.</summary>
    MaximumOn = 8,
    /// <summary>What is read back contradicts the state. The state did not change.</summary>
    ReadBackDiffers = 9,
    /// <summary>What is read back agrees again with the state. The state did not change.</summary>
    ReadBackAgrees = 10,
}

/// <summary>An actuator changed its state, or what is read back of it did.</summary>
/// <param name="Actuator">Position in <see cref="Profiles.Site.Actuators"/>.</param>
/// <param name="On">The state it has from now on.</param>
/// <param name="Rule">Position in <see cref="Profiles.Site.Rules"/>, or -1 where no rule decided.</param>
public readonly record struct ActuatorEvent(
    int Actuator, bool On, ActuatorCause Cause, int Rule, ReadingTime Time);
