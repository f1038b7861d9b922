using Edge.Audit;
using Edge.Hardening;
using Edge.Platform.Audit;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Hardening;

/// <summary>Brings what the guard left in its spool into the audit log, each event once; after a kill of the gateway perhaps
/// twice.</summary>
/// <param name="mark">Remembers up to where the spool was read, over restarts of the gateway.</param>
public sealed class GuardNews(string runFolder, string mark, IAuditTrail trail, TimeProvider time, ILogger<GuardNews> logger)
{
    private readonly EventSpoolReader _reader = new(runFolder, mark);

    public Task RunAsync(CancellationToken cancellationToken) => EventSpoolReader.RunAsync(Step, time, cancellationToken);

    /// <summary>Takes what is new.</summary>
    public void Step() => _reader.Step(Take, trouble => Log.SpoolNotRead(logger, trouble));

    /// <summary>What stands in the audit log for an event of the guard; null: nothing, the signed report has it.</summary>
    internal static AuditEvent? EventOf(GuardEvent happened) => happened.Kind switch
    {
        GuardEventKind.Reported => happened.Text.StartsWith($"{GuardVerdict.Green}", StringComparison.Ordinal)
            ? AuditEvent.GuardApplied
            : AuditEvent.GuardFailed,
        GuardEventKind.Failed => AuditEvent.GuardFailed,
        GuardEventKind.Undone => AuditEvent.GuardUndone,
        GuardEventKind.Spared => AuditEvent.GuardSpared,
        GuardEventKind.PutBack => AuditEvent.GuardPutBack,
        GuardEventKind.Drift or GuardEventKind.FileChanged => AuditEvent.DriftFound,
        GuardEventKind.DriftUndone => AuditEvent.DriftUndone,
        GuardEventKind.TechnicianPresent => AuditEvent.TechnicianPresent,
        GuardEventKind.TechnicianOpened => AuditEvent.TechnicianAdmitted,
        GuardEventKind.TechnicianRefused => AuditEvent.TechnicianRefused,
        GuardEventKind.TechnicianClosed => AuditEvent.TechnicianLeft,
        GuardEventKind.Applied => AuditEvent.GuardStepTaken,
        GuardEventKind.Started => null,
        _ => null,
    };

    private void Take(ReadOnlySpan<byte> line)
    {
        if (SpoolLine.Read(line) is { } entry) { trail.Record(entry.Event, AuditActor.Guard, entry.Subject, entry.Detail); }
    }
}
