using System.Globalization;
using Edge.Profiles;
using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>Replays a recording: readings of one moment arrive together, another boot is another
/// start.</summary>
public static class RecordingPlay
{
    /// <summary>The timeline, or words that say why there is none: no reading, or more virtual time than can
    /// be played.</summary>
    /// <param name="tail">How long the gateway goes on after the last reading: what ends by time alone ends
    /// then.</param>
    /// <param name="idleScans">Scans that time alone may ask for.</param>
    public static Result<Timeline, string> Run(
        RuleBook book, Recording recording, TimeSpan tail, long idleScans = Replayer.MaxIdleScans)
    {
        if (recording.Readings.IsEmpty) { return "no readings; expected one at least"; }
        ReadOnlySpan<RecordedReading> all = recording.Readings.AsSpan();
        ReadingTime time = all[0].Reading.Time;
        var replayer = new Replayer(book, time, idleScans);
        var readings = new Reading[book.Site.Channels.Length];
        int boot = -1;
        for (int at = 0; at < all.Length;)
        {
            ReadingTime last = time;
            time = Later(all[at].Reading.Time, time, all[at].Boot == boot);
            if (all[at].Boot != boot)
            {
                boot = all[at].Boot;
                replayer.Start(time);
            }

            int count = 0;
            long moment = all[at].Reading.Time.MonotonicMilliseconds;
            while (at < all.Length && count < readings.Length && all[at].Boot == boot
                && all[at].Reading.Time.MonotonicMilliseconds == moment)
            {
                readings[count++] = all[at++].Reading;
            }

            replayer.Take(readings.AsSpan(0, count), time);
            if (replayer.IdleScansLeft == 0) { return TooLong(book.Site, last, time, idleScans); }
        }

        long more = (long)tail.TotalMilliseconds;
        return replayer.Finish(time with
        {
            MonotonicMilliseconds = time.MonotonicMilliseconds + more,
            UnixMilliseconds = time.UnixMilliseconds + more,
        });
    }

    private static string TooLong(Site site, ReadingTime last, ReadingTime next, long idleScans)
    {
        string from = TimelineText.Moment(site, last.UnixMilliseconds);
        string until = TimelineText.Moment(site, next.UnixMilliseconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"too long without readings up to those between {from} and {until}: rules that change by time alone ask for more than "
            + $"{idleScans:N0} scans; expected readings closer together: replay the times before and after as recordings of their own");
    }

    /// <summary>Within a boot monotonic time never goes back, also where a file has more readings of a
    /// moment than there are channels.</summary>
    private static ReadingTime Later(ReadingTime next, ReadingTime last, bool isSameBoot) =>
        isSameBoot && next.MonotonicMilliseconds <= last.MonotonicMilliseconds
            ? next with { MonotonicMilliseconds = last.MonotonicMilliseconds + 1 }
            : next;
}
