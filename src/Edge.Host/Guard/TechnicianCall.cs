using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Host.Guard;

/// <summary>In the first five minutes of a boot: is somebody there? Then the declared console asks for a
/// token.</summary>
/// <param name="isHeld">Throws <see cref="IOException"/> where the line cannot be had.</param>
/// <param name="start">Starts the console on a terminal. Throws <see cref="IOException"/>.</param>
internal sealed class TechnicianCall(
    TechnicianDoor door, IGuardTrail trail, Func<TimeSpan> sinceBoot, Func<GuardPolicy, TechnicianDeclaration, bool> isHeld,
        Action<string> start)
{
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private bool _isHeld;
    private bool _isTold;

    /// <summary>Looks once. False while it is to be asked again: the pins of a board may come late, and so may a technician;
    /// room in /run, or systemd's answer, a moment later.</summary>
    public bool Look(GuardPolicy policy)
    {
        if (sinceBoot() > Window || policy.Hardening.Technician is not { } technician) { return true; }
        if (!_isHeld && door.IsSomebodyThere) { return true; }
        try
        {
            if (!_isHeld && !isHeld(policy, technician)) { return false; }
        }
        catch (IOException)
        {
            return false;
        }

        try
        {
            door.NotePresence();
            if (!_isHeld) { trail.Record(new(GuardEventKind.TechnicianPresent, technician.Pin, $"{technician.Console} asks for a token in this boot")); }
            _isHeld = true;
            start(technician.Console);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The guard goes on: what is off stays off.
            if (!_isTold) { trail.Record(new(GuardEventKind.Failed, technician.Console, exception.Message)); }
            _isTold = true;
            return false;
        }
    }
}
