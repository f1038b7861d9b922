using System.Diagnostics;
using System.Text;
using CsCheck;
using Edge.Audit;
using Edge.Platform.Audit;
using Edge.Tests.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Audit;

/// <summary>From a process that keeps no log to the log.</summary>
public sealed class SpoolNewsTests : IDisposable
{
    private const int SpoolNotRead = 8006;

    private readonly string _root = Directory.CreateTempSubdirectory("edge-spool-news-").FullName;
    private readonly RecordedLog _log = new();
    private readonly RecordedTrail _trail = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SpoolTrail _spool;

    public SpoolNewsTests() => _spool = new SpoolTrail(Folder);

    private string Folder => Path.Combine(_root, "spool");

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        _log.Dispose();
    }

    [Fact]
    public void Brings_EachEntryOnce_WithItsActor_OverRestarts()
    {
        _spool.Record(AuditEvent.RequestGranted, AuditActor.User(1_000), "update commit", "app");
        _spool.Record(AuditEvent.UpdateCommitted, AuditActor.Slot, "1.4.0", "app");
        SpoolNews news = News();
        news.Step();
        news.Step();
        _spool.Record(AuditEvent.UpdateRolledBack, AuditActor.Slot, "1.5.0", "app");
        News().Step();
        News().Step();
        Assert.Equal(
            [
                (AuditEvent.RequestGranted, AuditActor.User(1_000), "update commit", "app"),
                (AuditEvent.UpdateCommitted, AuditActor.Slot, "1.4.0", "app"),
                (AuditEvent.UpdateRolledBack, AuditActor.Slot, "1.5.0", "app"),
            ],
            _trail.Entries);
    }

    [Fact]
    public void Believes_TheOwnerOnlyWhatIsHisToSay()
    {
        _spool.Record(AuditEvent.UpdateCommitted, AuditActor.Slot, "9.9.9", "app");
        _spool.Record(AuditEvent.UpdateRefused, AuditActor.User(0), "1.4.0", "app");
        _spool.Record(AuditEvent.TechnicianAdmitted, AuditActor.Guard, "ttyS0");
        News(AuditActor.Fetch, persons: false, AuditEvent.UpdateRefused).Step();
        Assert.Equal([(AuditEvent.UpdateRefused, AuditActor.Fetch, "1.4.0", "app")], _trail.Entries);
    }

    [Fact]
    public void Counts_WhatComesTooFast()
    {
        SpoolNews news = News();
        for (int i = 0; i < SpoolNews.MostPerMinute + 7; i++) { _spool.Record(AuditEvent.UpdateRefused, AuditActor.Slot, $"{i}", "app"); }
        news.Step();
        Assert.Equal(SpoolNews.MostPerMinute, _trail.Entries.Length);
        _time.Advance(TimeSpan.FromMinutes(1));
        news.Step();
        Assert.Equal((AuditEvent.EntriesNotRecorded, AuditActor.Edge, "audit log", "7 entries of edge-slot that came too fast"), _trail.Entries[^1]);
        _spool.Record(AuditEvent.UpdateRefused, AuditActor.Slot, "next", "app");
        news.Step();
        Assert.Equal("next", _trail.Entries[^1].Subject);
    }

    // Goal: a process that was taken over and says the most that it may needs weeks to push the history of
    // others out.
    [Fact]
    public void Gives_ASourceItsShareOfADay_AndTellsWhatWasBeyond()
    {
        SpoolNews news = News();
        int number = 0;
        for (int hour = 0; hour < 24; hour++)
        {
            for (int i = 0; i < 50; i++)
            {
                _spool.Record(AuditEvent.UpdateRefused, AuditActor.Slot, $"{number++} {new string('s', 100)}", new string('x', 500));
            }

            news.Step();
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.InRange(_trail.Entries.Sum(entry => 128 + entry.Subject.Length + entry.Detail.Length), 1, DayShare.OfSource + 1_024);
        Assert.Single(_trail.Entries, entry => entry.Event == AuditEvent.EntriesNotRecorded);
        int recorded = _trail.Entries.Length - 1;
        news.Step();
        long missed = _trail.Entries.Where(entry => entry.Event == AuditEvent.EntriesNotRecorded)
            .Sum(entry => long.Parse(entry.Detail.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(number, recorded + missed);
        _spool.Record(AuditEvent.UpdateRefused, AuditActor.Slot, "the next day", "app");
        news.Step();
        Assert.Equal("the next day", _trail.Entries[^1].Subject);
    }

    // A fetch is tried every hour, and every hour it may be refused for the same reason.
    [Fact]
    public void Writes_TheSameOnlyOnce_UntilSomethingElseFollows()
    {
        for (int i = 0; i < 3; i++) { _spool.Record(AuditEvent.UpdateRefused, AuditActor.Fetch, "1.4.0", "wrong class"); }
        new SpoolTrail(Folder).Record(AuditEvent.UpdateRefused, AuditActor.Fetch, "1.4.0", "wrong class");
        _spool.Record(AuditEvent.UpdateRefused, AuditActor.Fetch, "1.4.0", "too old");
        _spool.Record(AuditEvent.UpdateRefused, AuditActor.Fetch, "1.4.0", "wrong class");
        News().Step();
        Assert.Equal(["wrong class", "too old", "wrong class"], _trail.Entries.Select(entry => entry.Detail));
    }

    [Fact]
    public void Follows_NoLink_AndWaitsForNoPipe()
    {
        Directory.CreateDirectory(Folder);
        string elsewhere = Path.Combine(_root, "elsewhere");
        new SpoolTrail(elsewhere).Record(AuditEvent.UpdateRefused, AuditActor.Slot, "1.4.0");
        File.CreateSymbolicLink(EventSpool.Current(Folder), EventSpool.Current(elsewhere));
        News().Step();
        File.Delete(EventSpool.Current(Folder));
        using (Process made = Process.Start("mkfifo", [EventSpool.Current(Folder)])) { made.WaitForExit(); }
        News().Step();
        Assert.Empty(_trail.Entries);
        Assert.True(_log.Has(SpoolNotRead));
    }

    [Fact]
    public void Reads_WhatItWrote() => Gen.Select(Gen.Enum<AuditEvent>(), AnyUser, Gen.String, Gen.String).Sample(
        (number, user, subject, detail) =>
        {
            // Half a character cannot travel.
            SpooledEntry entry = new(number, user, Whole(subject), Whole(detail));
            string line = SpoolLine.Write(entry);
            Assert.Equal('\n', line[^1]);
            Assert.DoesNotContain('\n', line[..^1]);
            SpooledEntry read = SpoolLine.Read(Encoding.UTF8.GetBytes(line))!;
            Assert.Equal((entry.Event, entry.User), (read.Event, read.User));
            Assert.StartsWith(read.Subject, entry.Subject, StringComparison.Ordinal);
            Assert.InRange(entry.Subject.Length - read.Subject.Length, 0, Math.Max(0, entry.Subject.Length - 127));
            Assert.StartsWith(read.Detail, entry.Detail, StringComparison.Ordinal);
            return true;
        });

    [Fact]
    public void Leaves_AloneWhatItMayNotWrite()
    {
        File.WriteAllText(Path.Combine(_root, "file"), "");
        new SpoolTrail(Path.Combine(_root, "file")).Record(AuditEvent.UpdateRefused, AuditActor.Slot, "1.4.0");
        Assert.Equal("", File.ReadAllText(Path.Combine(_root, "file")));
    }

    private static Gen<uint?> AnyUser => Gen.UInt.Select(user => user % 2 == 0 ? (uint?)null : user);

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private SpoolNews News() => News(
        AuditActor.Slot, persons: true, AuditEvent.RequestGranted, AuditEvent.UpdateCommitted, AuditEvent.UpdateRolledBack, AuditEvent.UpdateRefused);

    private SpoolNews News(AuditActor owner, bool persons, params AuditEvent[] events) =>
        new(Folder, Path.Combine(_root, "mark"), owner, persons, [.. events], _trail, _time, _log.CreateLogger<SpoolNews>());
}
