namespace Edge.Access;

/// <summary>The process at the other end of the control socket, as the kernel names it (SO_PEERCRED); it cannot be forged.</summary>
public readonly record struct ControlPeer(int ProcessId, uint UserId, uint GroupId);
