namespace Edge.Updates.Slots;

/// <summary>One of the two places that a component can stand in.</summary>
public enum SlotName : byte
{
    A = 1,
    B = 2,
}

public static class SlotNames
{
    internal static readonly string[] Words = ["a", "b"];

    public static SlotName Other(this SlotName slot) => slot == SlotName.A ? SlotName.B : SlotName.A;

    /// <summary>Null: neither a nor b.</summary>
    public static SlotName? TryParse(string? word) => word == Words[0] ? SlotName.A : word == Words[1] ? SlotName.B : null;

    /// <summary>The name of its folder.</summary>
    public static string Word(this SlotName slot) => Words[(int)slot - 1];
}
