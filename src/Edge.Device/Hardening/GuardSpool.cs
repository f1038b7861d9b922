using Edge.Hardening;
using Edge.Platform.Audit;

namespace Edge.Device.Hardening;

/// <summary>Where the guard leaves what happened for the gateway, which keeps the audit log: a spool of this boot that only
/// root may write.</summary>
/// <remarks>What is lost there stands in the journal.</remarks>
public sealed class GuardSpool(string runFolder, IGuardTrail journal) : IGuardTrail
{
    private readonly EventSpool _spool = new(runFolder);

    /// <inheritdoc/>
    public void Record(GuardEvent happened)
    {
        journal.Record(happened);
        if (GuardNews.EventOf(happened) is not { } number) { return; }
        try
        {
            _spool.Append(SpoolLine.Write(new SpooledEntry(number, null, happened.Subject, happened.Text)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without root, or with a full /run.
        }
    }
}
