using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>The keys of one of <c>interlocks</c> and of one of <c>soft-starts</c>.</summary>
internal static class GroupKeys
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    public static Key<string> Name { get; } = Key<string>.Required("name", Names.Plain, "Name of the group.");

    public static Key<ImmutableArray<Located<string>>> Locked { get; } = Key<ImmutableArray<Located<string>>>.Required(
        "actuators", Members(SiteLimits.MaxInterlocked),
        "Actuators of which one at most is on; of equals that want to, the first in this list.");

    public static Key<TimeSpan> Wait { get; } = Key<TimeSpan>.Required("wait", NumberShapes.Duration(Least, Most),
        "All of them are off for this long before the next one goes on.");

    public static Key<ImmutableArray<Located<string>>> Queued { get; } = Key<ImmutableArray<Located<string>>>.Required(
        "actuators", Members(SiteLimits.MaxActuators),
        "Actuators that are switched on one by one, in the order of this list.");

    public static Key<TimeSpan> Gap { get; } = Key<TimeSpan>.Required("gap", NumberShapes.Duration(Least, Most),
        "The time between one and the next.");

    public static KeyTable Interlock { get; } = new("an interlock",
        [Name.Description, Locked.Description, Wait.Description]);

    public static KeyTable SoftStart { get; } = new("a soft start",
        [Name.Description, Queued.Description, Gap.Description]);

    private static Shape<ImmutableArray<Located<string>>> Members(int max) =>
        Shapes.List("actuators", Names.Of("an actuator of the site").Located(), max, 2);
}
