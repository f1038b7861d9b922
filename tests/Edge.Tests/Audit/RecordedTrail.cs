using System.Collections.Concurrent;
using Edge.Audit;

namespace Edge.Tests.Audit;

/// <summary>A trail in memory.</summary>
internal sealed class RecordedTrail : IAuditTrail
{
    private readonly ConcurrentQueue<(AuditEvent Event, AuditActor Actor, string Subject, string Detail)> _entries = new();

    public (AuditEvent Event, AuditActor Actor, string Subject, string Detail)[] Entries => [.. _entries];

    public void Record(AuditEvent number, AuditActor actor, string subject, string detail = "") =>
        _entries.Enqueue((number, actor, subject, detail));
}
