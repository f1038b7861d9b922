namespace Edge.Access;

/// <summary>Who somebody at the control socket is to the gateway. Everybody is one of them.</summary>
public enum ControlRole : byte
{
    Root = 1,

    /// <summary>The user that the gateway runs as.</summary>
    OwnUser = 2,

    /// <summary>Whoever else can open the socket.</summary>
    Anybody = 3,
}
