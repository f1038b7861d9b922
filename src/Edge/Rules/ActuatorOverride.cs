using Edge.Sensing;

namespace Edge.Rules;

/// <summary>A person's decision about one actuator, for a time: who, what, why, until when.</summary>
/// <remarks>It comes before every rule, whatever its inputs are. What the actuator bears holds all the
/// same: minimum times, maximum on time, switching rate, and interlocks, unless the site grants otherwise.
/// It ends by itself.</remarks>
/// <param name="Actuator">Position in <see cref="Profiles.Site.Actuators"/>.</param>
/// <param name="UserId">As the kernel named the caller.</param>
/// <param name="Who">The name of that user, at most <see cref="OverrideLimits.MaxWhoBytes"/> bytes of
/// UTF-8.</param>
/// <param name="Why">In words, at most <see cref="OverrideLimits.MaxWhyBytes"/> bytes of UTF-8.</param>
/// <param name="Set">When it began. After a restart the monotonic time may be negative.</param>
/// <param name="LastsMilliseconds">For how long.</param>
public sealed record ActuatorOverride(
    int Actuator, bool On, uint UserId, string Who, string Why, ReadingTime Set, long LastsMilliseconds)
{
    /// <summary>Monotonic milliseconds of its end.</summary>
    public long EndsAt => Term.EndsAt;

    public bool IsOver(ReadingTime now) => Term.IsOver(now);

    private Term Term => new(Set, LastsMilliseconds);
}

/// <summary>How long the words of an override may be.</summary>
public static class OverrideLimits
{
    public const int MaxWhoBytes = 64;
    public const int MaxWhyBytes = 300;
}
