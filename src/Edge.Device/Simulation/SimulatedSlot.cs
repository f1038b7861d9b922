using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>The place of a device on a simulated bus: there, pulled out, or disturbed, as the scenario
/// says.</summary>
internal sealed class SimulatedSlot(ModelDeclaration device, ScenarioWorld world, Func<TimeSpan> elapsed)
{
    private II2cModel? _model;
    private bool _wasOff;

    public string Bus => device.Bus!;

    public int Address => device.Address!.Value;

    /// <summary>Whether it holds a line low as soon as somebody speaks to it.</summary>
    public bool HoldsTheBus => world.Has(FaultKind.StuckBus, device, elapsed());

    /// <summary>The supply goes off and on again: the next to ask finds the device as after
    /// power-on.</summary>
    public void CutPower() => _wasOff = true;

    /// <summary>The device that answers now, or null. A device that was pulled out comes back as after
    /// power-on.</summary>
    public II2cModel? Find()
    {
        TimeSpan now = elapsed();
        if (_wasOff) { (_wasOff, _model) = (false, null); }
        if (world.Has(FaultKind.NoAnswer, device, now)) { return _model = null; }
        _model ??= Models.Create(device.Model.Name, input => world.Input(device, input, elapsed()));
        return world.Has(FaultKind.CrcError, device, now) ? new Disturbed(_model) : _model;
    }

    /// <summary>Flips the last bit of every answer.</summary>
    private sealed class Disturbed(II2cModel inner) : II2cModel
    {
        public bool Write(ReadOnlySpan<byte> bytes) => inner.Write(bytes);

        public bool Read(Span<byte> bytes)
        {
            if (!inner.Read(bytes)) { return false; }
            bytes[^1] ^= 1;
            return true;
        }
    }
}
