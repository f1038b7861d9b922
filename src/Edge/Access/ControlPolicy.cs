using System.Collections.Frozen;

namespace Edge.Access;

/// <summary>Who may do what over the control socket: the one table, also printed in
/// docs/formats/control.md.</summary>
/// <remarks>The socket's own mode (0660) decides who can open it at all. What is not in the table nobody
/// may.</remarks>
public static class ControlPolicy
{
    private const uint RootId = 0;

    private static readonly FrozenDictionary<ControlCommand, ControlRole[]> Table =
        new Dictionary<ControlCommand, ControlRole[]>
        {
            [ControlCommand.Status] = [ControlRole.Root, ControlRole.OwnUser, ControlRole.Anybody],
            [ControlCommand.Stop] = [ControlRole.Root, ControlRole.OwnUser],
            [ControlCommand.Explain] = [ControlRole.Root, ControlRole.OwnUser, ControlRole.Anybody],
            [ControlCommand.OverrideList] = [ControlRole.Root, ControlRole.OwnUser, ControlRole.Anybody],
            [ControlCommand.OverrideSet] = [ControlRole.Root, ControlRole.OwnUser],
            [ControlCommand.OverrideClear] = [ControlRole.Root, ControlRole.OwnUser],
            [ControlCommand.ModeList] = [ControlRole.Root, ControlRole.OwnUser, ControlRole.Anybody],
            [ControlCommand.ModeSet] = [ControlRole.Root, ControlRole.OwnUser],
            [ControlCommand.Incident] = [ControlRole.Root, ControlRole.OwnUser],
        }.ToFrozenDictionary();

    public static bool Allows(ControlCommand command, ControlPeer peer, uint ownUserId) =>
        Allows(command, RoleOf(peer, ownUserId));

    public static bool Allows(ControlCommand command, ControlRole role) =>
        Table.TryGetValue(command, out ControlRole[]? roles) && roles.Contains(role);

    public static ControlRole RoleOf(ControlPeer peer, uint ownUserId) =>
        peer.UserId == RootId ? ControlRole.Root
        : peer.UserId == ownUserId ? ControlRole.OwnUser
        : ControlRole.Anybody;
}
