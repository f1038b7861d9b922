using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Edge.Simulator.Usb;

namespace Edge.Simulator.Guest;

/// <summary>A port of the kernel's virtual USB controller, into which an adapter of the simulator is
/// plugged.</summary>
/// <remarks>Source: Linux drivers/usb/usbip/vhci_sysfs.c: <c>attach</c> takes port, socket, device and speed;
/// <c>status</c> has a line for each port with hub, port, state (4: nothing there).</remarks>
internal sealed class VhciPort(int number, string bus) : IDisposable
{
    private const string Controller = "/sys/devices/platform/vhci_hcd.0";
    private const string FreeState = "004";
    private const int FullSpeed = 2;

    private Socket? _socket;

    public string Bus => bus;

    /// <summary>The N of /dev/i2c-N that this adapter is to have.</summary>
    public int Number => number;

    public bool IsWanted { get; set; } = true;

    /// <summary>The bus as a file; it appears when the kernel's driver has found the adapter.</summary>
    public string Node => string.Create(CultureInfo.InvariantCulture, $"/dev/i2c-{number}");

    /// <summary>Whether the kernel has no device on this port.</summary>
    public bool IsFree
    {
        get
        {
            foreach (string line in File.ReadLines(Controller + "/status"))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 2 && words[0] == "hs" && Lines.LineWords.ParseNumber(words[1]) == number)
                {
                    return words[2] == FreeState;
                }
            }
            throw new IOException($"{Controller} has no port {number}.");
        }
    }

    /// <summary>Imports the adapter and hands the connection to the kernel, which speaks over it from then
    /// on.</summary>
    /// <returns>False where the simulator has nothing plugged in there.</returns>
    /// <exception cref="IOException">The connection broke or the kernel refused it.</exception>
    /// <exception cref="SocketException">The simulator is not there.</exception>
    public bool TryAttach(IPEndPoint server)
    {
        _socket?.Dispose();
        var socket = _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        socket.Send(UsbIpHandshake.ImportRequest(bus));
        byte[] reply = new byte[UsbIp.OperationLength + UsbIp.DeviceLength];
        ReadExactly(socket, reply.AsSpan(0, UsbIp.OperationLength));
        if (UsbIpHandshake.Read(reply) != (UsbIp.Version, UsbIp.ReplyImport, 0u)) { return false; }
        ReadExactly(socket, reply.AsSpan(UsbIp.OperationLength));
        KernelFile.Write(Controller + "/attach", string.Create(CultureInfo.InvariantCulture,
            $"{number} {socket.Handle} {UsbIpHandshake.DeviceIn(reply)} {FullSpeed}"));
        return true;
    }

    public void Dispose() => _socket?.Dispose();

    private static void ReadExactly(Socket socket, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = socket.Receive(bytes);
            if (read == 0) { throw new IOException("The simulator ended the connection."); }
            bytes = bytes[read..];
        }
    }
}
