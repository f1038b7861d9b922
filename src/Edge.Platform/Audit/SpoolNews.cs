using System.Collections.Immutable;
using Edge.Audit;
using Microsoft.Extensions.Logging;

namespace Edge.Platform.Audit;

/// <summary>Brings what another process recorded in its spool into the audit log.</summary>
/// <remarks>The owner of a spool is believed only what is his to say: other events are passed over, and
/// more than
/// <see cref="MostPerMinute"/>, or than <see cref="DayShare.OfSource"/> bytes in a day, are counted: who
/// has taken him over needs
/// two months to fill the log.</remarks>
/// <param name="mark">See <see cref="EventSpoolReader"/>.</param>
/// <param name="owner">Who writes the spool.</param>
/// <param name="persons">True: he is also believed which person asked for it.</param>
/// <param name="events">Those that he may record.</param>
public sealed class SpoolNews(
    string folder, string mark, AuditActor owner, bool persons, ImmutableArray<AuditEvent> events, IAuditTrail trail,
    TimeProvider time, ILogger<SpoolNews> logger)
{
    public const int MostPerMinute = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly EventSpoolReader _reader = new(folder, mark);
    private readonly DayShare _share = new(time, DayShare.OfSource);
    private long _since = time.GetTimestamp();
    private int _count;

    public Task RunAsync(CancellationToken cancellationToken) => EventSpoolReader.RunAsync(Step, time, cancellationToken);

    /// <summary>Takes what is new.</summary>
    public void Step()
    {
        if (time.GetElapsedTime(_since) >= Minute) { BeginMinute(); }
        if (_share.Due() is > 0 and long missed)
        {
            Tell($"{missed} entries of {owner} beyond its share of a day");
        }
        _reader.Step(Take, trouble => Log.SpoolNotRead(logger, owner.ToString(), trouble));
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (SpoolLine.Read(line) is not { } entry || !events.Contains(entry.Event)) { return; }
        if (_count++ >= MostPerMinute || !_share.Takes(entry.Subject, entry.Detail)) { return; }
        AuditActor actor = persons && entry.User is { } user ? AuditActor.User(user) : owner;
        trail.Record(entry.Event, actor, entry.Subject, entry.Detail);
    }

    private void BeginMinute()
    {
        int missed = _count - MostPerMinute;
        string told = $"{missed} entries of {owner} that came too fast";
        if (missed > 0 && _share.Takes("", told)) { Tell(told); }
        else if (missed > 0) { _share.Miss(missed); }
        (_since, _count) = (time.GetTimestamp(), 0);
    }

    private void Tell(string what) => trail.Record(AuditEvent.EntriesNotRecorded, AuditActor.Edge, "audit log", what);
}
