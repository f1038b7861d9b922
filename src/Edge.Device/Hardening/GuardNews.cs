using Edge.Audit;
using Edge.Hardening;
using Edge.Platform.Audit;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Hardening;

/// <summary>Brings what the guard left in its spool into the audit log, each event once; after a kill of
/// the gateway perhaps
/// twice.</summary>
/// <remarks>Anybody on the machine can make the guard see something new again and again. The same event of
/// one subject is taken
/// <see cref="MostPerHour"/> times an hour, and of one event no more than <see cref="DayShare.OfEvent"/>
/// bytes in a day: a flood of
/// sockets hides no technician and pushes no history out. The rest is counted and told.</remarks>
/// <param name="mark">Remembers up to where the spool was read, over restarts of the gateway.</param>
public sealed class GuardNews(string runFolder, string mark, IAuditTrail trail, TimeProvider time, ILogger<GuardNews> logger)
{
    public const int MostPerHour = 6;

    /// <summary>Subjects that are watched for repetition; of more, the share of a day alone counts.</summary>
    private const int MostSubjects = 1_024;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<AuditEvent, DayShare> _shares = [];
    private readonly Dictionary<(AuditEvent Event, string Subject), int> _seen = [];
    private readonly EventSpoolReader _reader = new(runFolder, mark);
    private long _since = time.GetTimestamp();
    private long _repeated;

    public Task RunAsync(CancellationToken cancellationToken) => EventSpoolReader.RunAsync(Step, time, cancellationToken);

    /// <summary>Takes what is new.</summary>
    public void Step()
    {
        if (time.GetElapsedTime(_since) >= Hour) { BeginHour(); }
        foreach ((AuditEvent number, DayShare share) in _shares)
        {
            if (share.Due() is > 0 and long missed)
            {
                Tell($"{missed} times {PlainWords.Of($"{number}")}, beyond its share of a day");
            }
        }

        _reader.Step(Take, trouble => Log.SpoolNotRead(logger, trouble));
    }

    /// <summary>What stands in the audit log for an event of the guard; null: nothing, the signed report
    /// has it.</summary>
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
        GuardEventKind.PolicyChanged => AuditEvent.SiteChanged,
        GuardEventKind.Started => null,
        _ => null,
    };

    private void Take(ReadOnlySpan<byte> line)
    {
        if (SpoolLine.Read(line) is not { } entry) { return; }
        if (IsRepeated(entry)) { _repeated++; }
        else if (ShareOf(entry.Event).Takes(entry.Subject, entry.Detail))
        {
            trail.Record(entry.Event, AuditActor.Guard, entry.Subject, entry.Detail);
        }
    }

    private bool IsRepeated(SpooledEntry entry)
    {
        (AuditEvent, string) key = (entry.Event, entry.Subject);
        int times = _seen.GetValueOrDefault(key) + 1;
        if (times > 1 || _seen.Count < MostSubjects) { _seen[key] = times; }
        return times > MostPerHour;
    }

    private DayShare ShareOf(AuditEvent number)
    {
        if (!_shares.TryGetValue(number, out DayShare? share))
        {
            _shares[number] = share = new(time, DayShare.OfEvent);
        }
        return share;
    }

    private void BeginHour()
    {
        if (_repeated > 0)
        {
            Tell($"{_repeated} events of {AuditActor.Guard} that were told {MostPerHour} times within an hour before");
        }
        _seen.Clear();
        (_since, _repeated) = (time.GetTimestamp(), 0);
    }

    private void Tell(string what) => trail.Record(AuditEvent.EntriesNotRecorded, AuditActor.Edge, "audit log", what);
}
