namespace Edge.Access;

/// <summary>Who may do what over the control socket: the one table.</summary>
/// <remarks>| command | root | the gateway's own user | anybody who can open the socket |
/// |---|---|---|---|
/// | status | yes | yes | yes |
/// | stop | yes | yes | no |
/// | explain, override-list | yes | yes | yes |
/// | override-set, override-clear | yes | yes | no |
/// The socket's own mode (0660) decides who can open it at all.</remarks>
public static class ControlPolicy
{
    private const uint Root = 0;

    public static bool Allows(ControlCommand command, ControlPeer peer, uint ownUserId) => command switch
    {
        ControlCommand.Status or ControlCommand.Explain or ControlCommand.OverrideList => true,
        ControlCommand.Stop or ControlCommand.OverrideSet or ControlCommand.OverrideClear => peer.UserId == Root || peer.UserId == ownUserId,
        _ => false,
    };
}
