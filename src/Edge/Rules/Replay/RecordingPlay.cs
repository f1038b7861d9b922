using Edge.Sensing;

namespace Edge.Rules.Replay;

/// <summary>Replays a recording: readings of one moment arrive together, another boot is another
/// start.</summary>
public static class RecordingPlay
{
    /// <summary>The timeline; a recording without readings has none.</summary>
    /// <param name="tail">How long the gateway goes on after the last reading: what ends by time alone ends
    /// then.</param>
    public static Timeline? Run(RuleBook book, Recording recording, TimeSpan tail)
    {
        if (recording.Readings.IsEmpty) { return null; }
        ReadOnlySpan<RecordedReading> all = recording.Readings.AsSpan();
        ReadingTime time = all[0].Reading.Time;
        var replayer = new Replayer(book, time);
        var readings = new Reading[book.Site.Channels.Length];
        int boot = -1;
        for (int at = 0; at < all.Length;)
        {
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
        }

        long more = (long)tail.TotalMilliseconds;
        return replayer.Finish(time with
        {
            MonotonicMilliseconds = time.MonotonicMilliseconds + more,
            UnixMilliseconds = time.UnixMilliseconds + more,
        });
    }

    /// <summary>Within a boot monotonic time never goes back, also where a file has more readings of a
    /// moment than there are channels.</summary>
    private static ReadingTime Later(ReadingTime next, ReadingTime last, bool isSameBoot) =>
        isSameBoot && next.MonotonicMilliseconds <= last.MonotonicMilliseconds
            ? next with { MonotonicMilliseconds = last.MonotonicMilliseconds + 1 }
            : next;
}
