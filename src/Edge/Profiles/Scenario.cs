using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>What a simulated board lives through: which devices it has, what they measure, when they
/// fail.</summary>
/// <remarks>Only its reader makes one. The same seed and time give the same world.</remarks>
/// <param name="Seed">Decides every chance in it.</param>
/// <param name="Speed">Seconds of the scenario in one second of the run, 0.001 to 86 400. Faults run at
/// speed 1.</param>
/// <param name="Start">Time of day at which the run begins.</param>
public sealed record Scenario(
    string Name,
    int Seed,
    double Speed,
    TimeSpan Start,
    ImmutableArray<CurveDeclaration> Curves,
    ImmutableArray<ModelDeclaration> Devices,
    ImmutableArray<FaultDeclaration> Faults);

/// <summary>A quantity over time: its base and all terms added, then limited.</summary>
public sealed record CurveDeclaration(
    string Name, double Base, ImmutableArray<CurveTerm> Terms, double Minimum, double Maximum);

public enum TermShape : byte
{
    /// <summary>A cosine with its top at <see cref="CurveTerm.At"/> and a period of
    /// <see cref="CurveTerm.Every"/>.</summary>
    Cosine = 1,
    /// <summary>Smooth chance between plus and minus the amplitude, a new value each
    /// <see cref="CurveTerm.Every"/>.</summary>
    Noise = 2,
    /// <summary>In each <see cref="CurveTerm.Every"/>, with <see cref="CurveTerm.Chance"/>, a rise and fall
    /// of <see cref="CurveTerm.Width"/>.</summary>
    Showers = 3,
    /// <summary>A smooth wave with its top at <see cref="CurveTerm.At"/>, risen and fallen within
    /// <see cref="CurveTerm.Width"/>.</summary>
    Wave = 4,
    /// <summary>Half a sine from <see cref="CurveTerm.Width"/> before <see cref="CurveTerm.At"/> to as long
    /// after it.</summary>
    Sun = 5,
}

public sealed record CurveTerm(
    TermShape Shape, double Amplitude, TimeSpan At, TimeSpan Width, TimeSpan Every, double Chance);

/// <summary>A device on the simulated board.</summary>
/// <param name="Inputs">Every input of the model: as written, or its default.</param>
public sealed record ModelDeclaration(
    string Name,
    ModelDescription Model,
    string? Bus,
    int? Address,
    string? Pin,
    ImmutableSortedDictionary<string, ModelInput> Inputs);

/// <param name="Curve">The curve it follows; null: always <paramref name="Constant"/>.</param>
public readonly record struct ModelInput(string? Curve, double Constant);

public enum FaultKind : byte
{
    /// <summary>The device is as if pulled out.</summary>
    NoAnswer = 1,
    /// <summary>A bit of each answer is flipped on the way.</summary>
    CrcError = 2,
    /// <summary>The device measures what was there when the fault began.</summary>
    StuckValue = 3,
    /// <summary>Nothing on the bus can be reached.</summary>
    StuckBus = 4,
    /// <summary>The device is driven to the end of its scale.</summary>
    OutOfRange = 5,
}

/// <param name="Device">The device meant; null for a fault of a bus.</param>
/// <param name="Bus">The bus meant; null for a fault of a device.</param>
/// <param name="From">Since the start of the run, in real time whatever the speed.</param>
/// <param name="Again">Begins again each time so much later; null: once.</param>
public sealed record FaultDeclaration(
    FaultKind Kind, string? Device, string? Bus, TimeSpan From, TimeSpan For, TimeSpan? Again);

/// <summary>What came of reading a scenario; usable only without errors.</summary>
public sealed record ScenarioReading(Scenario? Scenario, ImmutableArray<SiteError> Errors)
{
    public bool IsUsable => Scenario is not null && Errors.IsEmpty;
}
