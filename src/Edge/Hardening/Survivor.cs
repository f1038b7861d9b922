namespace Edge.Hardening;

/// <summary>Something that must work after the guard as it did before.</summary>
/// <param name="Purpose">For people, such as <c>root disk</c>.</param>
/// <param name="Item">The thing it works through.</param>
public sealed record Survivor(string Purpose, Found Item)
{
    public override string ToString() => $"{Purpose} ({Item.Name})";
}
