using Edge.Audit;

namespace Edge.Platform.Audit;

/// <summary>A trail for those who may not wait for a disk, such as the scan of the rules: an entry is
/// durable a moment later.</summary>
/// <remarks>What happens again within a minute to the same subject by the same actor is counted, and told
/// in one entry afterwards: a contact that flaps, or a person who tries a hundred times, does not wear the
/// flash out. At most <see cref="MostWaiting"/> wait; what finds no room is counted and told. An entry
/// carries the time at which it reached the log. Thread-safe.</remarks>
/// <param name="trail">Where entries go; called by one thread at a time.</param>
public sealed class QuietTrail(IAuditTrail trail, TimeProvider time) : IAuditTrail
{
    public const int MostWaiting = 256;

    /// <summary>Subjects that are watched for repetition.</summary>
    public const int MostRepeats = 1_024;

    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly Queue<(Key Key, string Detail)> _waiting = new();
    private readonly Dictionary<Key, Repeat> _repeats = [];
    private long _missed;

    public void Record(AuditEvent number, AuditActor actor, string subject, string detail = "")
    {
        var key = new Key(number, actor, subject);
        lock (_gate)
        {
            if (_repeats.TryGetValue(key, out Repeat repeat) && time.GetElapsedTime(repeat.Since) < Quiet)
            {
                _repeats[key] = repeat with { Count = repeat.Count + 1, Last = detail };
            }
            else if (_waiting.Count >= MostWaiting || _repeats.Count >= MostRepeats) { _missed++; }
            else
            {
                if (repeat.Count > 0) { _waiting.Enqueue((key, Told(repeat))); }
                _waiting.Enqueue((key, detail));
                _repeats[key] = new(time.GetTimestamp(), 0, "");
            }
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            Write();
            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>Writes what waits; for the loop, and for the end of the process.</summary>
    /// <param name="all">Also what was counted less than a minute ago.</param>
    public void Write(bool all = false)
    {
        lock (_writing)
        {
            (List<(Key Key, string Detail)> entries, long missed) = Take(all);
            foreach ((Key key, string detail) in entries) { trail.Record(key.Event, key.Actor, key.Subject, detail); }
            if (missed > 0) { trail.Record(AuditEvent.EntriesNotRecorded, AuditActor.Edge, "audit log", $"{missed} entries that came too fast"); }
        }
    }

    private (List<(Key Key, string Detail)> Entries, long Missed) Take(bool all)
    {
        lock (_gate)
        {
            List<(Key, string)> entries = [.. _waiting];
            _waiting.Clear();
            foreach ((Key key, Repeat repeat) in _repeats.ToArray())
            {
                if (!all && time.GetElapsedTime(repeat.Since) < Quiet) { continue; }
                if (repeat.Count > 0) { entries.Add((key, Told(repeat))); }
                _repeats.Remove(key);
            }

            (long missed, _missed) = (_missed, 0);
            return (entries, missed);
        }
    }

    private static string Told(Repeat repeat) =>
        $"{repeat.Count} more {(repeat.Count == 1 ? "time" : "times")} within a minute{(repeat.Last.Length > 0 ? $", at last: {repeat.Last}" : "")}";

    private readonly record struct Key(AuditEvent Event, AuditActor Actor, string Subject);

    private readonly record struct Repeat(long Since, long Count, string Last);
}
