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
    /// <summary>A number, a moment or a place in a text or list is outside of what there is.</summary>
    OutOfRange = 4,
    /// <summary>The rule has neither a condition nor a hysteresis.</summary>
    NoCondition = 5,
    /// <summary>No function or operator of that name takes values of these types.</summary>
    NoSuchOverload = 6,
    /// <summary>A map has no such key, or keys cannot be of that type.</summary>
    NoSuchKey = 7,
    /// <summary>The value has no fields.</summary>
    NoSuchField = 8,
    /// <summary>No variable has that name.</summary>
    NoSuchVariable = 9,
    /// <summary>A text is not what it was to be read as: a number, a moment, a time zone, a pattern, a
    /// format.</summary>
    BadText = 10,
    /// <summary>A map was to have one key twice.</summary>
    RepeatedKey = 11,
    /// <summary>More work than a condition may make.</summary>
    TooCostly = 12,
    /// <summary>The sun does not pass that height today.</summary>
    NotToday = 13,
}

/// <summary>The reasons in words.</summary>
public static class VerdictReasons
{
    public static string Words(this VerdictReason reason) => reason switch
    {
        VerdictReason.None => "known",
        VerdictReason.Input => "an input is not usable",
        VerdictReason.DivisionByZero => "division by zero",
        VerdictReason.Overflow => "overflow: the result does not fit into 64 bits",
        VerdictReason.OutOfRange => "out of range",
        VerdictReason.NoCondition => "no condition",
        VerdictReason.NoSuchOverload => "no such overload: the types do not fit",
        VerdictReason.NoSuchKey => "no such key",
        VerdictReason.NoSuchField => "no such field",
        VerdictReason.NoSuchVariable => "no such variable",
        VerdictReason.BadText => "the text cannot be read as what it was to be",
        VerdictReason.RepeatedKey => "a key is there twice",
        VerdictReason.TooCostly => "more work than a condition may make",
        VerdictReason.NotToday => "the sun does not pass that height today",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not in the table of reasons."),
    };
}
