using System.Net.Sockets;

namespace Edge.Device.Control;

/// <summary>Whether a path may become the control socket: what lies there is removed when the gateway
/// starts.</summary>
public static class ControlSocket
{
    /// <summary>Null where the path is free or holds the socket of a gateway that ended; else what to do, in
    /// words.</summary>
    public static string? Obstacle(string path)
    {
        if (path.Length > ControlPaths.MaxPathBytes)
        {
            return $"The control socket's path is longer than {ControlPaths.MaxPathBytes} bytes: {path}";
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        if (!Directory.Exists(folder)) { return $"The folder of the control socket {path} is missing; make it, or name another --socket."; }
        if (Directory.Exists(path)) { return $"The control socket {path} is a folder; name a file in it: --socket {path}/control.sock"; }
        if (!File.Exists(path)) { return null; }
        if (CanBeRead(path)) { return $"The control socket {path} is a file of another kind; it is left alone. Name another --socket."; }
        return Answers(path) ? $"Another gateway answers at {path}; stop it first (edge stop), or name another --socket." : null;
    }

    // A socket cannot be opened as a file.
    private static bool CanBeRead(string path)
    {
        try
        {
            using var opened = File.OpenHandle(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
