using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Device.Updates.Boot;

/// <summary>Tells a boot loader which slot to start.</summary>
/// <remarks>Whatever a cut leaves, the boot loader starts the slot that is the default, or the one on trial:
/// never one that was
/// neither. All throw <see cref="IOException"/>.</remarks>
public interface IBootSelector
{
    /// <summary>The argument of the reboot that starts a trial; empty: an ordinary one does.</summary>
    string TrialReboot { get; }

    Result<BootChoice, UpdateReason> Read();

    /// <summary>Whether a trial can be armed at all; null: it can. Writes nothing.</summary>
    UpdateReason? CanTry();

    /// <summary>The next start, and no other, is that of the slot; then the default again. Durable on
    /// return.</summary>
    /// <param name="trial">Not the default.</param>
    UpdateReason? Arm(SlotName trial);

    /// <summary>From now on the slot is started. Durable on return; doing it again changes nothing.</summary>
    UpdateReason? Settle(SlotName slot);
}
