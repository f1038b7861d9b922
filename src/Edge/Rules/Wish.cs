namespace Edge.Rules;

/// <summary>What the rules of an actuator, or a person, say in one scan, before anything holds it
/// back.</summary>
/// <param name="Rule">The rule that decided, or -1.</param>
/// <param name="Doubted">The unknown rule that could change the decision, or -1: it is certain.</param>
/// <param name="UsableAt">When what makes it unknown was last usable.</param>
internal readonly record struct Wish(bool On, ActuatorCause Cause, int Rule, int Doubted = -1, long UsableAt = 0);

/// <summary>What other actuators allow one actuator in one scan.</summary>
/// <param name="MustBeOff">Another one has the turn: <paramref name="By"/>.</param>
/// <param name="OnAt">It may go on from then; <see cref="long.MaxValue"/>: nobody knows when.</param>
/// <param name="Why">What keeps it off until then.</param>
internal readonly record struct Turn(bool MustBeOff, long OnAt, ActuatorHold Why, int By)
{
    public static Turn Free { get; } = new(false, long.MinValue, ActuatorHold.None, -1);
}
