namespace Edge.Tests.Rules;

/// <summary>Chance from a list, so that a failing case shrinks.</summary>
internal sealed class Dice(int[] values)
{
    private int _next;

    public bool IsOver => _next >= values.Length;

    public int Throw(int sides) => IsOver ? 0 : values[_next++] % sides;
}
