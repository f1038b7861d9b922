using System.Globalization;
using System.Text;
using Edge.Audit;
using Edge.Device.Hardening;
using Edge.Hardening;
using Edge.Platform.Audit;
using Edge.Tests.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Edge.Tests.Device.Hardening;

/// <summary>From what the guard records to the audit log that the gateway keeps.</summary>
public sealed class GuardNewsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-guard-news-").FullName;
    private readonly RecordedLog _log = new();
    private readonly Audit.RecordedTrail _trail = new();
    private readonly FakeTimeProvider _time = new();
    private readonly GuardSpool _spool;

    public GuardNewsTests() => _spool = new GuardSpool(Run, new LogTrail(_log));

    private string Run => Path.Combine(_root, "run");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Brings_EachEventOnce_OverRestartsOfTheGateway()
    {
        GuardNews news = News();
        news.Step();
        Drift("usb 1-1");
        Drift("usb 1-2");
        news.Step();
        news.Step();
        Assert.Equal(["usb 1-1", "usb 1-2"], _trail.Entries.Select(entry => entry.Subject));
        Drift("usb 1-3");
        News().Step();
        News().Step();
        Assert.Equal(["usb 1-1", "usb 1-2", "usb 1-3"], _trail.Entries.Select(entry => entry.Subject));
        Assert.Equal((AuditEvent.DriftFound, AuditActor.Guard, "usb 1-1", "authorized"), _trail.Entries[0]);
        Assert.True(_log.Has(9002), "the journal has it, too");
    }

    [Fact]
    public void Goes_OnInTheNextFile_WithoutALossInBetween()
    {
        GuardNews news = News();
        int written = 0;
        for (int round = 0; round < 5; round++)
        {
            // Less than a file between two looks.
            for (int i = 0; i < 150; i++) { Drift($"device {written++}", new string('x', 500)); }
            news.Step();
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(Enumerable.Range(0, written).Select(i => $"device {i}"), _trail.Entries.Select(entry => entry.Subject));
        Assert.All(Directory.GetFiles(Run), file => Assert.InRange(new FileInfo(file).Length, 0, EventSpool.MaxBytes));
        Assert.Equal(3, Directory.GetFiles(Run).Length);
    }

    // Goal: whoever opens ports by the thousand neither pushes history out nor hides what else the guard
    // says.
    [Fact]
    public void Takes_NoMoreOfOneKindInADay_AndAllElse()
    {
        GuardNews news = News();
        int written = 0;
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 150; i++) { Drift($"socket tcp 0.0.0.0:{written++}", new string('x', 500)); }
            news.Step();
        }

        _spool.Record(new(GuardEventKind.TechnicianRefused, "tty1", "expired"));
        news.Step();
        Assert.Contains(_trail.Entries, entry => entry.Event == AuditEvent.TechnicianRefused);
        int recorded = _trail.Entries.Count(entry => entry.Event == AuditEvent.DriftFound);
        Assert.InRange(recorded, 100, DayShare.OfEvent / 500);
        _time.Advance(TimeSpan.FromDays(1));
        news.Step();
        Assert.Equal(written - recorded, Missed());
    }

    [Fact]
    public void Counts_WhatHappensToOneThingAgainAndAgain()
    {
        GuardNews news = News();
        for (int i = 0; i < GuardNews.MostPerHour + 4; i++) { Drift("socket tcp 0.0.0.0:2222"); }
        Drift("usb 1-1");
        news.Step();
        Assert.Equal(GuardNews.MostPerHour + 1, _trail.Entries.Length);
        _time.Advance(TimeSpan.FromHours(1));
        news.Step();
        Assert.Equal(4, Missed());
        Drift("socket tcp 0.0.0.0:2222");
        news.Step();
        Assert.Equal("socket tcp 0.0.0.0:2222", _trail.Entries[^1].Subject);
    }

    [Fact]
    public async Task Loses_NothingThatSeveralProcessesWriteAtOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            var own = new GuardSpool(Run, new LogTrail(new RecordedLog()));
            for (int i = 0; i < 25; i++) { own.Record(new(GuardEventKind.Drift, $"{writer}-{i}", "on")); }
        })));
        News().Step();
        Assert.Equal(100, _trail.Entries.Select(entry => entry.Subject).Distinct().Count());
    }

    [Fact]
    public void Waits_ForTheEndOfALine_AndPassesOverNonsense()
    {
        Drift("usb 1-1");
        string file = EventSpool.Current(Run);
        File.AppendAllText(file, "nonsense\n{\"Event\":9999,\"Subject\":\"a\",\"Detail\":\"b\"}\n{\"Event\":610}\n{\"Event\":610,\"Subject\":\"usb 1-2\",");
        GuardNews news = News();
        news.Step();
        Assert.Equal(["usb 1-1"], _trail.Entries.Select(entry => entry.Subject));
        File.AppendAllText(file, "\"Detail\":\"on\"}\n");
        news.Step();
        Assert.Equal(["usb 1-1", "usb 1-2"], _trail.Entries.Select(entry => entry.Subject));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no spool")]
    [InlineData("\n\n\n")]
    public void Takes_NoSpoolForNone(string content)
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(EventSpool.Current(Run), content);
        File.WriteAllText(Mark, "abc");
        News().Step();
        Assert.Empty(_trail.Entries);
    }

    [Fact]
    public void Leaves_AFileThatIsTooLong()
    {
        Drift("usb 1-1");
        File.AppendAllText(EventSpool.Current(Run), new string('x', EventSpool.MaxBytes + 10_000));
        News().Step();
        Assert.Empty(_trail.Entries);
    }

    [Fact]
    public void Lets_EverybodyReadAndNobodyElseWrite()
    {
        Drift("usb 1-1");
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            File.GetUnixFileMode(EventSpool.Current(Run)));
    }

    [Fact]
    public void Cuts_WhatIsLongerThanAnEntry()
    {
        _spool.Record(new(GuardEventKind.Drift, new string('ä', 5_000), new string('"', 5_000)));
        News().Step();
        Assert.True(Encoding.UTF8.GetByteCount(Assert.Single(_trail.Entries).Subject) <= 2 * 255);
    }

    [Fact]
    public void Knows_WhatEveryEventIsInTheLog()
    {
        GuardEventKind[] inTheReport = [GuardEventKind.Started];
        Assert.All(Enum.GetValues<GuardEventKind>(), kind => Assert.Equal(
            inTheReport.Contains(kind), GuardNews.EventOf(new GuardEvent(kind, "a", "b")) is null));
        Assert.Equal(AuditEvent.GuardApplied, GuardNews.EventOf(new(GuardEventKind.Reported, "report 1", "Green: 17 interfaces, 0 not as wanted")));
        Assert.Equal(AuditEvent.GuardFailed, GuardNews.EventOf(new(GuardEventKind.Reported, "report 1", "Red: 17 interfaces, 1 not as wanted")));
    }

    [Theory]
    [InlineData(GuardEventKind.Applied, AuditEvent.GuardStepTaken)]
    [InlineData(GuardEventKind.PolicyChanged, AuditEvent.SiteChanged)]
    [InlineData(GuardEventKind.Failed, AuditEvent.GuardFailed)]
    [InlineData(GuardEventKind.Undone, AuditEvent.GuardUndone)]
    [InlineData(GuardEventKind.Spared, AuditEvent.GuardSpared)]
    [InlineData(GuardEventKind.PutBack, AuditEvent.GuardPutBack)]
    [InlineData(GuardEventKind.Drift, AuditEvent.DriftFound)]
    [InlineData(GuardEventKind.FileChanged, AuditEvent.DriftFound)]
    [InlineData(GuardEventKind.DriftUndone, AuditEvent.DriftUndone)]
    [InlineData(GuardEventKind.TechnicianPresent, AuditEvent.TechnicianPresent)]
    [InlineData(GuardEventKind.TechnicianOpened, AuditEvent.TechnicianAdmitted)]
    [InlineData(GuardEventKind.TechnicianRefused, AuditEvent.TechnicianRefused)]
    [InlineData(GuardEventKind.TechnicianClosed, AuditEvent.TechnicianLeft)]
    public void Brings_WhatTheGuardDid_AsTheCatalogueCallsIt(GuardEventKind kind, AuditEvent number)
    {
        _spool.Record(new(kind, "wifi", "why"));
        News().Step();
        Assert.Equal([(number, AuditActor.Guard, "wifi", "why")], _trail.Entries);
    }

    private long Missed() => _trail.Entries.Where(entry => entry.Event == AuditEvent.EntriesNotRecorded)
        .Sum(entry => long.Parse(entry.Detail.Split(' ')[0], CultureInfo.InvariantCulture));

    private string Mark => Path.Combine(_root, "mark");

    private GuardNews News() => new(Run, Mark, _trail, _time, _log.CreateLogger<GuardNews>());

    private void Drift(string subject, string text = "authorized") => _spool.Record(new(GuardEventKind.Drift, subject, text));
}
