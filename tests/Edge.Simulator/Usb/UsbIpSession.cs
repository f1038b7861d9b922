using System.Net.Sockets;

namespace Edge.Simulator.Usb;

/// <summary>One client that lists the devices or imports one, until either side ends it.</summary>
/// <param name="stream">Over the client's socket; the caller ends both.</param>
internal sealed class UsbIpSession(Socket client, Stream stream, IReadOnlyList<UsbPort> ports)
{
    private readonly HashSet<uint> _held = [];

    /// <summary>Ends without a word where the client does not speak the protocol.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        byte[] head = new byte[UsbIp.OperationLength];
        await stream.ReadExactlyAsync(head, cancellationToken);
        (ushort version, ushort code, _) = UsbIpHandshake.Read(head);
        if (version != UsbIp.Version) { return; }
        if (code == UsbIp.RequestDeviceList)
        {
            UsbPort[] there = [.. ports.Where(port => port.IsPlugged)];
            await stream.WriteAsync(UsbIpHandshake.DeviceList(there), cancellationToken);
        }
        else if (code == UsbIp.RequestImport)
        {
            await ImportAsync(cancellationToken);
        }
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        byte[] busId = new byte[UsbIp.BusIdLength];
        await stream.ReadExactlyAsync(busId, cancellationToken);
        string name = UsbIpHandshake.NameIn(busId);
        UsbPort? port = ports.FirstOrDefault(each => each.Name == name);
        if (port is null || !port.TryImport(client))
        {
            await stream.WriteAsync(UsbIpHandshake.ImportRefusal(), cancellationToken);
            return;
        }
        try
        {
            await stream.WriteAsync(UsbIpHandshake.ImportReply(port), cancellationToken);
            await ServeAsync(port, cancellationToken);
        }
        finally
        {
            port.Leave(client);
        }
    }

    private async Task ServeAsync(UsbPort port, CancellationToken cancellationToken)
    {
        byte[] header = new byte[UsbIp.HeaderLength];
        byte[] data = new byte[UsbIp.MaxTransfer];
        while (true)
        {
            await stream.ReadExactlyAsync(header, cancellationToken);
            if (UsbRequest.Read(header) is not { } request || request.Device != DeviceOf(request, port)) { return; }
            if (request.Command == UsbIp.Unlink)
            {
                int status = _held.Remove(request.Unlinked) ? UsbIp.TakenBack : 0;
                await stream.WriteAsync(UsbAnswer.UnlinkToBytes(request.Sequence, status), cancellationToken);
                continue;
            }
            int outgoing = request.IsIn ? 0 : request.Length;
            await stream.ReadExactlyAsync(data.AsMemory(0, outgoing), cancellationToken);
            UsbAnswer answer = request.Endpoint == 0
                ? port.Adapter.Answer(request.Setup, request.IsIn, request.Length, data.AsSpan(0, outgoing))
                : UsbAnswer.Stalled;
            if (!answer.IsHeld) { await stream.WriteAsync(answer.ToBytes(request.Sequence), cancellationToken); }
            else if (!_held.Add(request.Sequence) || _held.Count > UsbIp.MaxHeld) { return; }
        }
    }

    /// <summary>A taking back names no device in older kernels.</summary>
    private static uint DeviceOf(UsbRequest request, UsbPort port) =>
        request.Command == UsbIp.Unlink ? request.Device : port.DeviceNumber;
}
