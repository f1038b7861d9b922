using Edge.Device.Serial;
using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>A simulated serial line with at most one device that speaks, and whoever listens.
/// Thread-safe.</summary>
internal sealed class SimulatedLine(ModelDeclaration? device, ScenarioWorld world, Func<TimeSpan> elapsed)
{
    private readonly Lock _lock = new();
    private readonly List<SerialReceiver> _listeners = [];
    private readonly ISerialModel? _model =
        device is null ? null : Models.OnALine(device.Model.Name, input => world.Input(device!, input, elapsed()));

    /// <summary>The device says what is due, where it is there.</summary>
    public void Advance(TimeSpan now)
    {
        lock (_lock) { _model?.Advance(now, Send); }
    }

    public IDisposable Listen(SerialReceiver receiver)
    {
        lock (_lock) { _listeners.Add(receiver); }
        return new Listening(this, receiver);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        TimeSpan now = elapsed();
        if (world.Has(FaultKind.NoAnswer, device!, now)) { return; }
        byte[] sent = bytes.ToArray();
        if (world.Has(FaultKind.CrcError, device!, now)) { sent[^1] ^= 1; }
        foreach (SerialReceiver listener in _listeners) { listener(sent); }
    }

    private sealed class Listening(SimulatedLine line, SerialReceiver receiver) : IDisposable
    {
        public void Dispose()
        {
            lock (line._lock) { line._listeners.Remove(receiver); }
        }
    }
}
