using Edge.Profiles;
using Edge.Rules.Cel;

namespace Edge.Rules.Operators;

/// <summary>Holds from one threshold of a channel until another on the way back.</summary>
/// <remarks>An unknown channel leaves it on its side; the value is unknown meanwhile.</remarks>
internal sealed class Hysteresis(HysteresisDeclaration declared)
{
    private readonly bool _isAbove = declared.On > declared.Off;

    public bool IsOn { get; private set; }

    public void Restore(bool isOn) => IsOn = isOn;

    public CelValue Step(in CelValue channel)
    {
        if (!channel.IsValue) { return channel; }
        double value = channel.Double;
        if (_isAbove ? value >= declared.On : value <= declared.On) { IsOn = true; }
        if (_isAbove ? value <= declared.Off : value >= declared.Off) { IsOn = false; }
        return CelValue.Of(IsOn);
    }
}
