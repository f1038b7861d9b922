using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>Steps on probation, for a guard that is started anew in the same boot.</summary>
/// <remarks>A full /run costs what a restart would have gone on with, and nothing else.</remarks>
/// <param name="runFolder">Ends with the boot.</param>
public sealed class ProbationFile(string runFolder, BootId boot)
{
    private readonly GuardFile _file = new(runFolder, "probation", ProbationCodec.MaxBytes);

    /// <summary>Null: there is none of this boot.</summary>
    public ProbationState? Read(IGuardTrail trail)
    {
        KeptProbation? kept = _file.Read(ProbationCodec.Read, out string? problem);
        if (problem is not null) { trail.Record(new(GuardEventKind.Failed, "probation", problem)); }
        return kept is not null && kept.Boot == boot ? kept.State : null;
    }

    public void Write(ProbationState state) => _file.Write(ProbationCodec.Write(boot, state));
}
