namespace Edge;

/// <summary>Names of enum members as a person reads them.</summary>
public static class PlainWords
{
    /// <summary><c>NoAnswer</c> becomes <c>no answer</c>.</summary>
    public static string Of(string name) => string.Concat(name.Select((letter, at) =>
        at > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));
}
