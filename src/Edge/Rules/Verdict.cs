namespace Edge.Rules;

/// <summary>What a rule says in one scan.</summary>
public enum Verdict : byte
{
    False = 1,
    True = 2,
    /// <summary>An input is bad, missing or too old, or the condition has no value. It never switches towards
    /// the unsafe side.</summary>
    Unknown = 3,
}

/// <summary>Why a verdict is unknown.</summary>
public enum VerdictReason : byte
{
    /// <summary>The verdict is not unknown.</summary>
    None = 0,
    /// <summary>A channel is bad, was never read, or is older than the actuator bears.</summary>
    Input = 1,
    /// <summary>A whole number was divided by zero.</summary>
    DivisionByZero = 2,
    /// <summary>A result does not fit into 64 bits.</summary>
    Overflow = 3,
    /// <summary>A number does not fit into the type it was to be converted to.</summary>
    OutOfRange = 4,
    /// <summary>The rule has neither a condition nor a hysteresis.</summary>
    NoCondition = 5,
}
