using Edge.Hardening;

namespace Edge.Device.Hardening;

/// <summary>The machine as the guard touches it. Every act is the writing of one value, every proof the
/// reading of it.</summary>
public interface IGuardHands
{
    Inventory Look();

    /// <summary>Reads ahead what costs a process each, for all steps together.</summary>
    void Prepare(IEnumerable<GuardStep> steps);

    /// <summary>Whether <see cref="Gather"/> makes a step cheaper.</summary>
    bool IsGathered(GuardStep step);

    /// <summary>Does at once for all of these steps what one of them costs as much as many: nothing that runs stops by it, and
    /// each step is still to be written. Throws as <see cref="Read"/> does.</summary>
    void Gather(IReadOnlyList<GuardStep> steps);

    /// <summary>The value now; null where there is nothing of that name. Throws <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/>.</summary>
    string? Read(GuardStep step);

    /// <summary>Writes a value; what it has become is for <see cref="Read"/> to tell. Throws as that
    /// does.</summary>
    void Write(GuardStep step, string value);

    /// <summary>Whether something that must survive works as far as this machine alone decides: there, and
    /// switched on. A cable or
    /// a network is no part of it.</summary>
    bool IsAlive(Survivor survivor);

    /// <summary>Whether the device that it works through is in the machine at all, switched on or
    /// not.</summary>
    bool IsThere(Survivor survivor);

    /// <summary>Whether a channel has a carrier and an address.</summary>
    bool HasAddress(Survivor channel);
}
