using Edge.Device.Control;
using Edge.Device.Rules;
using Edge.Platform.Profiles;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Calendar;
using Edge.Rules.Replay;
using Edge.Rules.Replay.Plot;

namespace Edge.Host.Replay;

/// <summary>What was replayed.</summary>
/// <param name="Notes">Words about the input: what was not looked at.</param>
internal sealed record Replayed(Timeline Timeline, PlotSamples Samples, IReadOnlyList<string> Notes);

/// <summary>Something that can be played through any site.</summary>
internal abstract record ReplaySource
{
    private ReplaySource()
    {
    }

    public abstract Result<Replayed, string> Play(RuleBook book, string sitePath);

    /// <summary>A scenario on a simulated board.</summary>
    public sealed record OfScenario(string Text, string File, DateOnly Date, TimeSpan Lasts) : ReplaySource
    {
        private static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

        public override Result<Replayed, string> Play(RuleBook book, string sitePath)
        {
            var calendar = new LocalCalendar(book.Site.TimeZone, book.Site.Holidays);
            DateTimeOffset midnight = DateTimeOffset.FromUnixTimeMilliseconds(calendar.DayOf(Date).From);
            ScenarioReading scenario = ScenarioReader.Read(Text, File, book.Site.Board);
            if (!scenario.IsUsable) { return string.Join('\n', scenario.Errors); }
            long from = (midnight + scenario.Scenario!.Start).ToUnixTimeMilliseconds();
            if (Lasts > Longest) { return $"--for: a scenario is played for {StatusText.Span((long)Longest.TotalMilliseconds)} at most."; }
            var samples = new PlotSamples(book.Site.Channels.Length, from, from + (long)Lasts.TotalMilliseconds);
            var play = new ScenarioPlay(book, Text, File) { Read = reading => samples.Add(reading) };
            return play.Run(midnight, Lasts).TryGet(out Timeline timeline, out string wrong)
                ? new Replayed(timeline, samples, Notes(book.Site))
                : wrong;
        }

        private static string[] Notes(Site site)
        {
            string[] left = [.. site.Sensors.Where(each => each.Driver.Bus == BusKind.Host).Select(each => each.Name)];
            return left.Length == 0 ? [] : [$"not read, because they measure this machine: {string.Join(", ", left)}"];
        }
    }

    /// <summary>Readings that were recorded.</summary>
    public sealed record OfRecording(IReadOnlyList<string> Files) : ReplaySource
    {
        private static readonly TimeSpan Tail = TimeSpan.FromMinutes(1);

        public override Result<Replayed, string> Play(RuleBook book, string sitePath)
        {
            if (!RecordingFiles.Read(Files, book.Site).TryGet(out Recording recording, out string wrong)) { return wrong; }
            if (recording.Readings.IsEmpty)
            {
                return $"{string.Join(", ", Files)}: no reading of a channel of {sitePath}; it has "
                    + string.Join(", ", book.Site.Channels.Take(8).Select(each => each.Name));
            }

            long from = recording.Readings[0].Reading.Time.UnixMilliseconds;
            long until = recording.Readings[^1].Reading.Time.UnixMilliseconds + (long)Tail.TotalMilliseconds;
            var samples = new PlotSamples(book.Site.Channels.Length, from, until);
            foreach (RecordedReading each in recording.Readings) { samples.Add(each.Reading); }
            return RecordingPlay.Run(book, recording, Tail).TryGet(out Timeline timeline, out wrong)
                ? new Replayed(timeline, samples, [.. Notes(book.Site, recording)])
                : $"{string.Join(", ", Files)}: {wrong}";
        }

        private static IEnumerable<string> Notes(Site site, Recording recording)
        {
            var seen = new bool[site.Channels.Length];
            foreach (RecordedReading each in recording.Readings) { seen[each.Reading.Channel] = true; }
            string[] missing = [.. site.Channels.Where(each => !seen[each.Index]).Select(each => each.Name)];
            yield return $"{recording.Readings.Length} readings of {site.Channels.Length - missing.Length} channels";
            if (missing.Length > 0) { yield return $"without a reading: {string.Join(", ", missing)}"; }
            if (recording.Foreign.Length > 0)
            {
                yield return $"not of this site: {string.Join(", ", recording.Foreign.Select(each => $"{each.Name} ({each.Rows} rows)"))}";
            }
        }
    }
}

/// <summary>What the command line says about the input.</summary>
internal sealed record ReplayInput(string[] Files, DateOnly Date, TimeSpan Lasts)
{
    private static readonly string[] ScenarioEndings = [".yaml", ".yml"];

    public Result<ReplaySource, string> Prepare(Site site, string sitePath)
    {
        string[] files = Files;
        if (files.Length == 0)
        {
            if (site.ScenarioPath is not { } own) { return "--input: which recording or scenario? The site names no scenario."; }
            files = [Path.Combine(Path.GetDirectoryName(sitePath) ?? "", own)];
        }

        if (files.Length > Recording.MaxFiles) { return $"--input: {files.Length} files; at most {Recording.MaxFiles}."; }
        bool isScenario = ScenarioEndings.Contains(Path.GetExtension(files[0]));
        if (!isScenario) { return new ReplaySource.OfRecording(files); }
        if (files.Length > 1) { return "--input: one scenario at a time."; }
        return SiteFiles.ReadText(files[0]).TryGet(out string text, out SiteError error)
            ? new ReplaySource.OfScenario(text, files[0], Date, Lasts)
            : error.ToString();
    }
}
