using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>The trail of a process that does not keep the log: <see cref="SpoolNews"/> brings there what it records.</summary>
/// <remarks>The same entry is written once until another follows: what is refused every hour does not fill the log. Where
/// the spool cannot be written, nothing is recorded; the process says on its own output what it did.</remarks>
public sealed class SpoolTrail(string folder) : IAuditTrail
{
    private readonly EventSpool _spool = new(folder);

    /// <param name="actor">A user is kept; everything else is the process.</param>
    public void Record(AuditEvent number, AuditActor actor, string subject, string detail = "")
    {
        uint? user = actor.Kind == ActorKind.User
            ? uint.Parse(actor.Name, System.Globalization.CultureInfo.InvariantCulture)
            : null;
        try
        {
            _spool.Append(SpoolLine.Write(new SpooledEntry(number, user, subject, detail)), again: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without the owner's rights, or on a full disk.
        }
    }
}
