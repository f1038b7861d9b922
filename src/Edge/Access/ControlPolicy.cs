namespace Edge.Access;

/// <summary>Who may do what over the control socket: the one table.</summary>
/// <remarks>| command | root | the gateway's own user | anybody who can open the socket |
/// |---|---|---|---|
/// | status | yes | yes | yes |
/// | stop | yes | yes | no |
/// The socket's own mode (0660) decides who can open it at all.</remarks>
public static class ControlPolicy
{
    private const uint Root = 0;

    public static bool Allows(ControlCommand command, ControlPeer peer, uint ownUserId) => command switch
    {
        ControlCommand.Status => true,
        ControlCommand.Stop => peer.UserId == Root || peer.UserId == ownUserId,
        _ => false,
    };
}
