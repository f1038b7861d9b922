namespace Edge.Access;

/// <summary>The process at the other end of the control socket, as the kernel names it (SO_PEERCRED); it cannot be forged.</summary>
public readonly record struct ControlPeer(int ProcessId, uint UserId, uint GroupId)
{
    private const uint RootId = 0;

    /// <summary>Who logged in behind root, as root's own process says; null: nobody did, or it is not root.
    /// For the record only.</summary>
    public uint? Login { get; private init; }

    /// <summary>Whom the record names.</summary>
    public uint Asker => Login ?? UserId;

    /// <summary>With what a process of root says of itself. Whoever is not root is not believed: he could
    /// name anybody.</summary>
    public ControlPeer Saying(uint? login) => UserId == RootId ? this with { Login = login } : this;
}
