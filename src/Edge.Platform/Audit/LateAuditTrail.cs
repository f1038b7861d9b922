using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>A trail that can be used before the log is open: it keeps entries until then, and counts what
/// does not fit.</summary>
/// <remarks>Entries that waited carry the time at which they reached the log. Thread-safe.</remarks>
public sealed class LateAuditTrail : IAuditTrail
{
    private const int MostWaiting = 256;

    private readonly Lock _gate = new();
    private readonly Queue<(AuditEvent Event, AuditActor Actor, string Subject, string Detail)> _waiting = new();
    private IAuditTrail? _trail;
    private long _missed;

    public void Record(AuditEvent number, AuditActor actor, string subject, string detail = "")
    {
        lock (_gate)
        {
            if (_trail is { } trail) { trail.Record(number, actor, subject, detail); }
            else if (_waiting.Count < MostWaiting) { _waiting.Enqueue((number, actor, subject, detail)); }
            else { _missed++; }
        }
    }

    /// <summary>From now on entries go straight to the log.</summary>
    public void Open(IAuditTrail trail)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var item)) { trail.Record(item.Event, item.Actor, item.Subject, item.Detail); }
            if (_missed > 0)
            {
                trail.Record(AuditEvent.EntriesNotRecorded, AuditActor.Edge, "audit log", $"{_missed} entries before the log was open");
                _missed = 0;
            }

            _trail = trail;
        }
    }
}
