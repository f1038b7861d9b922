using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The last policy that was applied, for a start at which the site file cannot be read.</summary>
/// <param name="stateFolder">Outlives a power cut.</param>
public sealed class KeptPolicy(string stateFolder)
{
    private readonly GuardFile _file = new(stateFolder, "policy", PolicyCodec.MaxBytes);

    /// <summary>Null: none was applied here, or it cannot be read.</summary>
    public GuardPolicy? Read(IGuardTrail trail)
    {
        GuardPolicy? kept = _file.Read(PolicyCodec.Read, out string? problem);
        if (problem is not null) { trail.Record(new(GuardEventKind.Failed, "policy", problem)); }
        return kept;
    }

    /// <summary>Durable when it returns; where the disk takes nothing, or it is larger than any that is read, the one before stays.</summary>
    public void Write(GuardPolicy policy)
    {
        byte[] bytes = PolicyCodec.Write(policy);
        if (PolicyCodec.Read(bytes) is not null) { _file.Write(bytes); }
    }
}
