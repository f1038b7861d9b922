using Edge.Profiles;

namespace Edge.Device.Simulation;

/// <summary>What is the case in a scenario at a time of the run, and what was done to it by hand.</summary>
/// <remarks>Asks no clock and keeps no state of its own: without interference the same time gives the same
/// world.</remarks>
internal sealed class ScenarioWorld(Scenario scenario, Interference hand)
{
    /// <summary>Beyond the scale of every device.</summary>
    private const double FarTooMuch = 1e9;

    private readonly Dictionary<string, CurveDeclaration> _curves = scenario.Curves.ToDictionary(curve => curve.Name);

    public Scenario Scenario => scenario;

    /// <summary>The value of an input of a device, with the faults that change what it measures.</summary>
    public double Input(ModelDeclaration device, string input, TimeSpan elapsed)
    {
        if (input == device.Model.Inputs[0].Name && Has(FaultKind.OutOfRange, device, elapsed)) { return FarTooMuch; }
        if (hand.ValueOf(device.Name, input) is { } byHand) { return byHand; }
        TimeSpan seen = StartOf(FaultKind.StuckValue, device, elapsed) ?? elapsed;
        ModelInput source = device.Inputs[input];
        return source.Curve is { } curve
            ? Curves.At(_curves[curve], scenario.Seed, scenario.Start + (seen * scenario.Speed))
            : source.Constant;
    }

    public bool Has(FaultKind kind, ModelDeclaration device, TimeSpan elapsed) =>
        hand.Has(kind, device.Name) || StartOf(kind, device, elapsed) is not null;

    /// <summary>Whether a transfer on the bus does not end, whoever is spoken to.</summary>
    public bool IsStuck(string bus, TimeSpan elapsed) => hand.Has(FaultKind.StuckBus, bus) || scenario.Faults.Any(
        fault => fault.Kind == FaultKind.StuckBus && fault.Bus == bus && StartOf(fault, elapsed) is not null);

    private TimeSpan? StartOf(FaultKind kind, ModelDeclaration device, TimeSpan elapsed)
    {
        foreach (FaultDeclaration fault in scenario.Faults)
        {
            if (fault.Kind == kind && fault.Device == device.Name && StartOf(fault, elapsed) is { } start) { return start; }
        }
        return null;
    }

    /// <summary>When the fault that lasts now began, or null where it does not last.</summary>
    private static TimeSpan? StartOf(FaultDeclaration fault, TimeSpan elapsed)
    {
        if (elapsed < fault.From) { return null; }
        TimeSpan start = fault.Again is { } again
            ? fault.From + (Math.Floor((elapsed - fault.From) / again) * again)
            : fault.From;
        return elapsed - start < fault.For ? start : null;
    }
}
