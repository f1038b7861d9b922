namespace Edge.Audit;

/// <summary>What kind of somebody did it. Numbers travel.</summary>
public enum ActorKind : byte
{
    /// <summary>A part of Edge itself, by its unit: <c>edge</c>, <c>edge-guard</c>,
    /// <c>edge-slot</c>, <c>edge-fetch</c>.</summary>
    Component = 1,

    /// <summary>A local user, by number, as the kernel names the peer of the control socket.</summary>
    User = 2,

    /// <summary>Whoever holds a key, by its id: operators, technicians.</summary>
    Key = 3,

    /// <summary>The kernel or a part that was plugged in; nobody is known.</summary>
    Machine = 4,
}

/// <summary>Who did something.</summary>
/// <param name="Name">1 to 64 bytes of UTF-8; never a secret.</param>
public readonly record struct AuditActor(ActorKind Kind, string Name)
{
    public static AuditActor Edge { get; } = new(ActorKind.Component, "edge");

    public static AuditActor Guard { get; } = new(ActorKind.Component, "edge-guard");

    public static AuditActor Slot { get; } = new(ActorKind.Component, "edge-slot");

    public static AuditActor Fetch { get; } = new(ActorKind.Component, "edge-fetch");

    public static AuditActor Machine { get; } = new(ActorKind.Machine, "machine");

    public static AuditActor User(uint id) =>
        new(ActorKind.User, id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => Kind switch
    {
        ActorKind.User => $"user {Name}",
        ActorKind.Key => $"key {Name}",
        _ => Name,
    };
}
