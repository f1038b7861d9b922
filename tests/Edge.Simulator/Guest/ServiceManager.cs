using System.Net.Sockets;

namespace Edge.Simulator.Guest;

/// <summary>Tells systemd that the board is there, so that the gateway's unit can wait for it.</summary>
/// <remarks>Source: sd_notify(3).</remarks>
internal static class ServiceManager
{
    public static void TellReady()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } path) { return; }
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // A name that begins with @ is in the abstract name space, where a zero byte stands for it.
        socket.SendTo("READY=1"u8.ToArray(), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
    }
}
