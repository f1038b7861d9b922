namespace Edge.Benchmarks;

/// <summary>One claimed figure: how it was taken, what it is held against, what it must reach.</summary>
/// <param name="Figure">NaN: not measured, the conditions say why.</param>
/// <param name="Unit">Of the figure and of its peer.</param>
/// <param name="Conditions">What a person needs to take it again.</param>
/// <param name="Peer">The limit or the other way of doing the same, measured in the same run; null: none.</param>
/// <param name="Target">What must be reached; null: reported only.</param>
internal sealed record Row(
    string Name, double Figure, string Unit, string Conditions, Peer? Peer = null, Target? Target = null)
{
    public double? Ratio => Peer is null || Peer.Figure == 0 ? null : Figure / Peer.Figure;

    public bool? IsMet => double.IsNaN(Figure) ? null : Target?.IsMetBy(Figure);
}

internal sealed record Peer(string Name, double Figure);

/// <param name="AtLeast">True: a lower bound; false: an upper bound.</param>
internal sealed record Target(double Limit, bool AtLeast)
{
    public static Target Least(double limit) => new(limit, AtLeast: true);

    public static Target Most(double limit) => new(limit, AtLeast: false);

    public bool IsMetBy(double figure) => AtLeast ? figure >= Limit : figure <= Limit;
}
