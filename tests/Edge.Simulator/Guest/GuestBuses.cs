using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Edge.Simulator.Guest;

/// <summary>Keeps the adapters plugged in that the simulator says are plugged in.</summary>
/// <remarks>In ascending order and one after the other, because the kernel numbers buses as they
/// come.</remarks>
internal sealed class GuestBuses(IPEndPoint server, BoardDescription board, ChannelWriter<string> toSimulator) : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceWithDriver = TimeSpan.FromSeconds(5);

    private readonly VhciPort[] _ports = [.. board.Buses.Select(bus => new VhciPort(bus.Key, bus.Value)
    {
        IsWanted = !board.Unplugged.Contains(bus.Value),
    })];

    public void SetWanted(string bus, bool isWanted)
    {
        foreach (VhciPort port in _ports.Where(port => port.Bus == bus)) { port.IsWanted = isWanted; }
    }

    /// <summary>Plugs in what is missing and waits for the kernel's driver. False where something is still
    /// missing.</summary>
    /// <exception cref="IOException">The kernel has no such controller, or refuses.</exception>
    public async Task<bool> AttachAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        bool isComplete = true;
        foreach (VhciPort port in _ports.Where(port => port.IsWanted && port.IsFree))
        {
            if (!TryAttach(port))
            {
                isComplete = false;
                continue;
            }
            isComplete &= await AppearsAsync(port, time, cancellationToken);
            toSimulator.TryWrite($"bus {port.Bus} attached");
        }
        return isComplete;
    }

    /// <summary>Looks after them until cancelled.</summary>
    public async Task KeepAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Glance, time, cancellationToken);
            await AttachAsync(time, cancellationToken);
        }
    }

    public void Dispose() => Array.ForEach(_ports, port => port.Dispose());

    private bool TryAttach(VhciPort port)
    {
        try
        {
            return port.TryAttach(server);
        }
        catch (SocketException)
        {
            // The simulator is away; the conversation about lines hears of it too and begins again.
            return false;
        }
    }

    private static async Task<bool> AppearsAsync(VhciPort port, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (!File.Exists(port.Node))
        {
            if (time.GetElapsedTime(start) > PatienceWithDriver) { return false; }
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }
        return true;
    }
}
