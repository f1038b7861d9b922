using System.Collections.Concurrent;
using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>What somebody does to the simulated devices by hand while they run, beside what the scenario
/// says.</summary>
/// <remarks>Values that replace a curve; faults that last until they are mended. Devices and buses go by their names.
/// Thread-safe.</remarks>
internal sealed class Interference
{
    private readonly ConcurrentDictionary<(string Device, string Input), double> _values = new();
    private readonly ConcurrentDictionary<(string Device, string Input), double> _frozen = new();
    private readonly ConcurrentDictionary<(string Target, FaultKind Kind), bool> _faults = new();

    /// <summary>The input has this value until it is released.</summary>
    public void Set(string device, string input, double value) => _values[(device, input)] = value;

    /// <summary>The input follows the scenario again.</summary>
    public void Release(string device, string input) => _values.TryRemove((device, input), out _);

    /// <summary>The input stays what it is, whatever is set, until the device is mended.</summary>
    public void Freeze(string device, string input, double value) => _frozen[(device, input)] = value;

    public void Begin(FaultKind kind, string target) => _faults[(target, kind)] = true;

    /// <summary>Ends every fault of a device or bus that was begun by hand.</summary>
    public void Mend(string target)
    {
        foreach (var key in _faults.Keys.Where(key => key.Target == target)) { _faults.TryRemove(key, out _); }
        foreach (var key in _frozen.Keys.Where(key => key.Device == target)) { _frozen.TryRemove(key, out _); }
    }

    public bool Has(FaultKind kind, string target) => _faults.ContainsKey((target, kind));

    /// <summary>The faults that last, for people to read.</summary>
    public IEnumerable<FaultKind> FaultsOf(string target) =>
        _faults.Keys.Where(key => key.Target == target).Select(key => key.Kind).Order();

    public double? ValueOf(string device, string input) =>
        _frozen.TryGetValue((device, input), out double frozen) ? frozen
        : _values.TryGetValue((device, input), out double set) ? set
        : null;
}
