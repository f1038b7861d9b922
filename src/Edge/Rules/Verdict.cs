namespace Edge.Rules;

/// <summary>What a rule says in one scan.</summary>
public enum Verdict : byte
{
    False = 1,
    True = 2,
    /// <summary>An input is bad, missing or too old, or the condition has no value. It never switches towards the unsafe side.</summary>
    Unknown = 3,
}
