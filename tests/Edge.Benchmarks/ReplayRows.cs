using System.Globalization;
using System.Text;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Replay;

namespace Edge.Benchmarks;

/// <summary>A year of readings, one a minute and channel, read from text and replayed through a site.</summary>
internal static class ReplayRows
{
    private const int Minutes = 365 * 24 * 60;
    private const long Start = 1_767_225_600_000; // 2026-01-01 00:00 UTC

    public static IEnumerable<Row> Take(Measure measure)
    {
        string path = Path.Combine(Path.GetDirectoryName(Demo.SitePath)!, "ventilation.yaml");
        SiteReading reading = SiteFiles.Read(path, SiteFiles.UsualBoardFolders(path));
        (RuleBook? book, var errors) = RuleBook.Compile(reading.Site!, path);
        if (book is null) { throw new InvalidOperationException(string.Join("\n", errors)); }
        byte[] text = Recorded(book.Site);
        int rounds = measure.Rounds > 3 ? 3 : 1;
        double seconds = Measure.Median(Enumerable.Range(0, rounds).Select(_ => Replay(book, text)));
        string what = $"{book.Site.Channels.Length} channels, {book.Site.Rules.Length} rules of ventilation.yaml, one reading a minute, "
            + $"{text.Length >> 20} MiB of CSV, one core";
        yield return new Row("replay of a year", seconds, "s", what, Target: Target.Most(10));
        double rows = (double)Minutes * book.Site.Channels.Length / seconds;
        yield return new Row("readings replayed", rows, "1/s", what);
    }

    private static double Replay(RuleBook book, byte[] text)
    {
        double start = Clock.ThreadSeconds();
        var reader = new RecordingReader(book.Site);
        reader.BeginFile("year.csv");
        RecordingRefusal? refusal = reader.Take(text) ?? reader.EndFile();
        if (refusal is not null) { throw new InvalidOperationException(refusal.ToString()); }
        Timeline timeline = RecordingPlay.Run(book, reader.ToRecording(), TimeSpan.FromMinutes(1)).Value;
        if (timeline.Entries.Length <= 100) { throw new InvalidOperationException("Nothing switched in a year."); }
        return Clock.ThreadSeconds() - start;
    }

    /// <summary>Room air that people breathe by day, and a year outside.</summary>
    private static byte[] Recorded(Site site)
    {
        var text = new StringBuilder("channel,unix_ms,monotonic_ms,value,quality\n");
        for (int minute = 0; minute < Minutes; minute++)
        {
            int ofDay = minute % 1440;
            long at = minute * 60_000L;
            foreach (ChannelDeclaration channel in site.Channels)
            {
                double value = channel.Index == 0 ? 450 + (ofDay is > 480 and < 900 ? (ofDay - 480) * 4 % 1300 : 0) : 10 + (ofDay / 200.0);
                text.Append(channel.Name).Append(',').Append(Start + at).Append(',').Append(at);
                text.Append(CultureInfo.InvariantCulture, $",{value:F1},Good\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
