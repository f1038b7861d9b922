using Edge.Device.Simulation;

namespace Edge.Simulator.Serial;

/// <summary>A simulated serial line led to a terminal of the kernel, which a guest takes for its own
/// port.</summary>
internal sealed class SerialPlug : IDisposable
{
    private readonly PseudoTerminal _terminal = new();
    private readonly IDisposable _listening;

    public SerialPlug(string name, SimulatedLine line)
    {
        Name = name;
        _listening = line.Listen(_terminal.Send);
    }

    public string Name { get; }

    public string Path => _terminal.Path;

    /// <summary>Puts a link of the line's name into a folder, instead of one that is there.</summary>
    public void LinkFrom(string folder)
    {
        string link = System.IO.Path.Combine(folder, Name);
        File.Delete(link);
        File.CreateSymbolicLink(link, Path);
    }

    public void Dispose()
    {
        _listening.Dispose();
        _terminal.Dispose();
    }
}
