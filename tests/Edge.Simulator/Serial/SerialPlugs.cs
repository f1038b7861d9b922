using Edge.Profiles;
using Edge.Simulator.Serve;

namespace Edge.Simulator.Serial;

/// <summary>Every serial line of a board, led to a terminal that a folder has a link to; none where there is
/// no folder.</summary>
internal sealed class SerialPlugs : IDisposable
{
    private readonly List<SerialPlug> _plugs = [];

    /// <exception cref="IOException">There is no such folder, or the kernel makes no terminal.</exception>
    public SerialPlugs(Workbench bench, string? folder)
    {
        if (folder is null) { return; }
        foreach (BoardBus line in bench.Profile.Buses.Where(bus => bus.Kind == BusKind.Serial))
        {
            var plug = new SerialPlug(line.Name, bench.Hardware.Line(line.Name));
            _plugs.Add(plug);
            plug.LinkFrom(folder);
        }
    }

    public void Dispose()
    {
        foreach (SerialPlug plug in _plugs) { plug.Dispose(); }
    }
}
