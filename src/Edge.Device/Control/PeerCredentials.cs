using System.Net.Sockets;
using System.Runtime.InteropServices;
using Edge.Access;

namespace Edge.Device.Control;

/// <summary>Asks the kernel who stands at the other end of a Unix socket.</summary>
internal static class PeerCredentials
{
    // Source: unix(7), SO_PEERCRED; asm-generic/socket.h gives 17 on x86-64 and arm64.
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    public static ControlPeer Of(Socket socket)
    {
        Span<int> credentials = stackalloc int[3];
        int read = socket.GetRawSocketOption(SolSocket, SoPeerCred, MemoryMarshal.AsBytes(credentials));
        return read == 3 * sizeof(int)
            ? new ControlPeer(credentials[0], unchecked((uint)credentials[1]), unchecked((uint)credentials[2]))
            : throw new SocketException((int)SocketError.ProtocolNotSupported);
    }
}
